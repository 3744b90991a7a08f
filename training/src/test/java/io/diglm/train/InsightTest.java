package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.ClassDistribution;
import io.diglm.insight.HeadCoefficients;
import io.diglm.insight.MarginalEffects;
import io.diglm.insight.MarginalEffects.Effect;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coefficients and average marginal effects of fitted models. */
final class InsightTest {
  /** y = 3 a - 2 b + 1.5 (c = yes) + noise of deviation 0.5. */
  private static Table linear(int rows, double width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = random.doubles(rows).map(u -> width * (2 * u - 1)).toArray();
    double[] b = random.doubles(rows).map(u -> 10 + 4 * width * (2 * u - 1)).toArray();
    int[] c = random.ints(rows, 0, 2).toArray();
    double[] day = random.doubles(rows).map(u -> Math.floor(700 * u)).toArray();
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = 3 * a[i] - 2 * b[i] + 1.5 * c[i] + 0.5 * random.nextGaussian();
    }
    return new Table(
        "linear",
        List.of(
            Tables.numbers("a", a),
            Tables.numbers("b", b),
            new TableColumn("c", StorageType.TEXT, new Cells.Texts(c, List.of("no", "yes"))),
            new TableColumn("day", StorageType.DATE, new Cells.Numbers(day)),
            Tables.numbers("y", y)),
        rows);
  }

  private static FitConfig linear(Bayes bayes) {
    return Tables.quick("y")
        .data(d -> d.features("a", "b", "c"))
        .flow(FlowConfig.ofRows().layers(0))
        .head(h -> h.family(FamilyName.GAUSSIAN).dispersion(Dispersion.CONSTANT).bayes(bayes));
  }

  private static Effect effect(MarginalEffects all, String column) {
    return all.effects().stream()
        .filter(effect -> effect.column().equals(column))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void effectsOfALinearModelAreItsCoefficientsWithTheirDeviations() {
    try (FitResult result = Fit.of(linear(Bayes.CONJUGATE)).run(linear(2000, 1, 3))) {
      // Rows from the middle, where no answer is bounded by the range of the targets.
      Table middle = linear(300, 0.3, 4);
      MarginalEffects effects = MarginalEffects.of(result.model(), middle);
      assertEquals(300, effects.rows());
      assertEquals("posterior", effects.sdFrom());
      assertEquals(List.of("mean"), effects.outputs());
      double[] w = tensor(result, CoefficientPosterior.MEAN);
      double[] sd =
          CoefficientPosterior.of(result.model().manifest().head(), 3, result.model().weights())
              .orElseThrow()
              .sd();
      double scale = result.model().manifest().head().scale();
      for (int d = 0; d < 2; d++) {
        Effect effect = effect(effects, d == 0 ? "a" : "b");
        NumberAxis axis =
            (NumberAxis) result.model().manifest().schema().features().get(d).axes().get(0);
        double unit = scale / axis.scaling().width();
        assertEquals(unit * w[d], effect.value(), 1e-5 * Math.abs(effect.value()));
        assertEquals(unit * sd[d], effect.sd().orElseThrow(), 1e-5 * unit * sd[d]);
        double error = 0.5 / (Math.sqrt(2000 * 0.8) * (d == 0 ? 0.577 : 4 * 0.577));
        assertEquals(error, effect.sd().orElseThrow(), 0.15 * error, "as least squares has it");
      }
      assertEquals(3, effect(effects, "a").value(), 0.1);
      assertEquals(-2, effect(effects, "b").value(), 0.03);
      Effect yes = effect(effects, "c");
      assertEquals(1.5 * sign(yes), yes.value(), 0.15);
      assertTrue(yes.sd().orElseThrow() > 0.01 && yes.sd().orElseThrow() < 0.05);
    }
  }

  /** The reference is the more frequent level. */
  private static int sign(Effect yes) {
    return yes.level().orElseThrow().equals("yes") ? 1 : -1;
  }

  private static double[] tensor(FitResult result, String name) {
    return Objects.requireNonNull(result.model().weights().get(name)).doubles();
  }

  @Test
  void theHeadListsCoefficientsByHowMuchTheyMove() {
    try (FitResult result = Fit.of(linear(Bayes.CONJUGATE)).run(linear(2000, 1, 3))) {
      HeadCoefficients head = HeadCoefficients.of(result.model());
      assertEquals("training rows", head.sdOfFeatures());
      assertEquals(
          List.of("location", "log deviation"),
          head.constants().stream().map(HeadCoefficients.Constant::predictor).toList());
      assertEquals(3, head.coefficients().size());
      HeadCoefficients.Coefficient first = head.coefficients().get(0);
      // b moves y by 2 x 2.31, a by 3 x 0.58, c by 0.75.
      assertEquals("b", first.near().orElseThrow());
      assertEquals(2, first.feature());
      assertEquals(tensor(result, CoefficientPosterior.MEAN)[1], first.value(), 1e-12);
      assertEquals(Math.abs(first.value()) * first.featureSd(), first.move(), 1e-12);
      assertTrue(first.sd().orElseThrow() > 0);
      double scale = result.model().manifest().head().scale();
      assertEquals(2 * 4 * 0.577, scale * first.move(), 0.3);
      assertEquals("a", head.coefficients().get(1).near().orElseThrow());
      assertEquals("c", head.coefficients().get(2).near().orElseThrow());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REALNVP, NONE, 1, 0",
    "REALNVP, NONE, 1, 3",
    "GLOW, ACTNORM, 1, 0",
    "SPLINE, ACTNORM, 1, 0",
    "REALNVP, ACTNORM, 2, 3",
    "GLOW, BATCHNORM, 1, 0",
    "PLANAR, NONE, 1, 0"
  })
  void derivativesAreThoseOfDifferencesOfAnswers(
      Architecture architecture, Norm norm, int members, int pieces) {
    FitConfig config =
        Tables.quick("y")
            .pieces(pieces)
            .flow(
                FlowConfig.ofRows()
                    .architecture(architecture)
                    .norm(norm)
                    .layers(4)
                    .hidden(16)
                    .depth(1)
                    .frequencies(1)
                    .frequencyScale(0.3)
                    .bins(6)
                    .activation(FlowConfig.Activation.SILU))
            .head(h -> h.family(FamilyName.MIXTURE))
            .optimiser(o -> o.epochs(6).members(members));
    try (FitResult result = Fit.of(config).run(curved(Tables.regression(600, 9)))) {
      assertEquals(4, result.model().manifest().flow().layers(), "a linear model was kept");
      Table rows = Tables.regression(200, 10);
      MarginalEffects effects = MarginalEffects.of(result.model(), rows);
      assertEquals(members > 1 ? "members" : "none", effects.sdFrom());
      Predictor predictor = result.predictor();
      for (String column : List.of("a", "b")) {
        Effect effect = effect(effects, column);
        double step = 0.02;
        double difference =
            (mean(predictor, moved(rows, column, step))
                    - mean(predictor, moved(rows, column, -step)))
                / (2 * step);
        assertEquals(difference, effect.value(), 0.005 + 0.02 * Math.abs(difference), column);
        assertEquals(members > 1, effect.sd().isPresent());
      }
      for (Effect effect : effects.effects()) {
        if (effect.column().equals("level")) {
          double difference =
              mean(predictor, level(rows, effect.level().orElseThrow()))
                  - mean(predictor, level(rows, effect.reference().orElseThrow()));
          assertEquals(difference, effect.value(), 1e-4, effect.toString());
        }
      }
      assertEquals(4, effects.effects().size());
    }
  }

  /** The same with a target of which a linear model knows nothing. */
  private static Table curved(Table table) {
    double[] a = ((Cells.Numbers) table.column("a").cells()).values();
    double[] b = ((Cells.Numbers) table.column("b").cells()).values();
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = a[i] * a[i] + (b[i] - 3) * (b[i] - 3) / 4;
    }
    return with(table, Tables.numbers("y", y));
  }

  private static Table moved(Table table, String name, double step) {
    double[] values = ((Cells.Numbers) table.column(name).cells()).values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += step;
    }
    return with(table, Tables.numbers(name, values));
  }

  private static Table level(Table table, String level) {
    Cells.Texts texts = new Cells.Texts(new int[table.rows()], List.of(level));
    return with(table, new TableColumn("level", StorageType.TEXT, texts));
  }

  private static Table with(Table table, TableColumn changed) {
    List<TableColumn> columns = new ArrayList<>();
    for (TableColumn column : table.columns()) {
      columns.add(column.name().equals(changed.name()) ? changed : column);
    }
    return new Table(table.source(), columns, table.rows());
  }

  /** The mean answer of the rows. */
  private static double mean(Predictor predictor, Table rows) {
    return predictor.predict(rows).stream()
        .mapToDouble(row -> ((Prediction.Answer) row).own().mean())
        .average()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"CATEGORICAL", "ORDINAL"})
  void effectsOnProbabilitiesAddUpToNothing(FamilyName family) {
    FitConfig config =
        Tables.quick("kind")
            .data(d -> d.order("low", "middle", "high"))
            .head(h -> h.family(family).bayes(Bayes.LAPLACE))
            .flow(
                FlowConfig.ofRows()
                    .layers(2)
                    .hidden(16)
                    .depth(1)
                    .frequencies(0)
                    .activation(FlowConfig.Activation.SILU))
            .optimiser(o -> o.epochs(10));
    try (FitResult result = Fit.of(config).run(Tables.classes(600, 5))) {
      Table rows = Tables.classes(150, 6);
      MarginalEffects effects = MarginalEffects.of(result.model(), rows);
      assertEquals(List.of("P(low)", "P(middle)", "P(high)"), effects.outputs());
      List<Effect> ofB =
          effects.effects().stream().filter(effect -> effect.column().equals("b")).toList();
      assertEquals(3, ofB.size());
      assertEquals(0, ofB.stream().mapToDouble(Effect::value).sum(), 1e-7);
      // y falls with b: low becomes more probable, high less.
      assertTrue(ofB.get(0).value() > 0 && ofB.get(2).value() < 0, ofB.toString());
      for (Effect effect : ofB) {
        double sd = effect.sd().orElseThrow();
        assertTrue(sd > 0 && sd < Math.abs(ofB.get(0).value()), effect.toString());
      }
      double step = 0.05;
      double above = probability(result.predictor(), moved(rows, "b", step));
      double below = probability(result.predictor(), moved(rows, "b", -step));
      // The answers integrate the coefficients out; the effect has them at their means.
      assertEquals((above - below) / (2 * step), ofB.get(0).value(), 0.02);
    }
  }

  private static double probability(Predictor predictor, Table rows) {
    return predictor.predict(rows).stream()
        .mapToDouble(row -> ((ClassDistribution) ((Prediction.Answer) row).own()).probability(0))
        .average()
        .orElseThrow();
  }

  @Test
  void columnsWithoutEffectsAndRowsThatCannotBeReadAreLeftOut() {
    FitConfig config = linear(Bayes.NONE).data(d -> d.features("a", "c", "day"));
    try (FitResult result = Fit.of(config.optimiser(o -> o.epochs(1))).run(linear(300, 1, 5))) {
      Table rows = linear(50, 1, 6);
      double[] some = ((Cells.Numbers) rows.column("a").cells()).values().clone();
      IntStream.range(0, 10).forEach(row -> some[row] = Double.NaN);
      MarginalEffects effects =
          MarginalEffects.of(result.model(), with(rows, Tables.numbers("a", some)));
      assertEquals(40, effects.rows());
      assertEquals(
          List.of(
              new MarginalEffects.LeftOut(
                  "day", "a date or time is read in parts, so it has no derivative")),
          effects.leftOut());
      assertTrue(effects.effects().stream().noneMatch(effect -> effect.sd().isPresent()));
      IntStream.range(0, 50).forEach(row -> some[row] = Double.NaN);
      Table none = with(rows, Tables.numbers("a", some));
      assertEquals(
          "rows must include one like those of training, got none of 50 in linear",
          assertThrows(
                  IllegalArgumentException.class, () -> MarginalEffects.of(result.model(), none))
              .getMessage());
    }
  }

  @Test
  void aModelOfRowsAloneHasNoHead() {
    FitConfig config =
        FitConfig.ofDensity()
            .data(d -> d.features("a", "b"))
            .optimiser(o -> o.epochs(1))
            .run(r -> r.threads(2).seed(1));
    try (FitResult result = Fit.of(config).run(linear(200, 1, 7))) {
      assertEquals(
          "model must have a target, got one of p(x) alone (fit with a target)",
          assertThrows(IllegalArgumentException.class, () -> HeadCoefficients.of(result.model()))
              .getMessage());
    }
  }
}

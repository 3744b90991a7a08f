package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Distribution;
import io.diglm.distribution.Lifetime;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.TargetEnds;
import io.diglm.selective.Measures;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Times that are not all observed, through a whole fit. */
final class CensoredFitTest {
  private static final int ROWS = 1200;
  private static final double SHAPE = 2.5;

  /** A Weibull time of scale exp(1 + x / 2), seen up to a time that half of the rows outlive. */
  private static Table times() {
    SplittableRandom random = new SplittableRandom(8);
    double[] x = new double[ROWS];
    double[] time = new double[ROWS];
    double[] event = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      x[i] = 4 * random.nextDouble() - 2;
      double own = Math.exp(1 + x[i] / 2) * Math.pow(-Math.log(random.nextDouble()), 1 / SHAPE);
      double seen = 0.3 + 5 * random.nextDouble();
      time[i] = Math.min(own, seen);
      event[i] = own <= seen ? 1 : 0;
    }
    return table(x, time, Tables.numbers("event", event));
  }

  private static Table table(double[] x, double[] time, TableColumn... more) {
    List<TableColumn> columns =
        new java.util.ArrayList<>(List.of(Tables.numbers("x", x), Tables.numbers("time", time)));
    columns.addAll(List.of(more));
    return new Table("simulated", columns, x.length);
  }

  private static FitConfig config(FamilyName family) {
    return Tables.quick("time")
        .optimiser(o -> o.epochs(40).learningRate(0.01).members(1))
        .head(h -> h.family(family).dispersion(Dispersion.CONSTANT));
  }

  private static double median(Predictor model, double x) {
    return ((Prediction.Answer) model.predict(Map.of("x", x))).own().quantile(0.5);
  }

  private static double truth(double x) {
    return Math.exp(1 + x / 2) * Math.pow(Math.log(2), 1 / SHAPE);
  }

  @Test
  void censoredTimesAreLearnedAsWhatTheyAre(@TempDir Path folder) {
    Table table = times();
    Path file = folder.resolve("times.diglm");
    try (FitResult result =
        Fit.of(config(FamilyName.WEIBULL).data(d -> d.event("event"))).run(table)) {
      result.model().save(file);
      assertEquals(3, result.model().formatVersion(), "older readers refuse the file");
      Measures.OfTimes measures =
          (Measures.OfTimes) result.testEvaluation().orElseThrow().measures();
      assertTrue(measures.concordance().orElseThrow() > 0.7, measures.toString());
      assertTrue(measures.brier().orElseThrow() < 0.2, measures.toString());
    }
    try (Predictor model = Predictor.load(file)) {
      for (double x : new double[] {-1.5, 0, 1.5}) {
        assertEquals(truth(x), median(model, x), 0.2 * truth(x));
      }
      Lifetime own = (Lifetime) ((Prediction.Answer) model.predict(Map.of("x", 0.0))).own();
      assertEquals(1 / SHAPE, own.scale(), 0.1);
      assertTrue(
          model.manifest().schema().features().stream().noneMatch(f -> f.name().equals("event")));
      refusals(model, table);
    }
    // Taken as observed, the times of the rows that outlived are too short.
    Table bare = table(numbers(table, "x"), numbers(table, "time"));
    try (FitResult result = Fit.of(config(FamilyName.WEIBULL)).run(bare)) {
      assertTrue(median(result.predictor(), 1.5) < 0.7 * truth(1.5));
    }
  }

  private static void refusals(Predictor model, Table table) {
    refused(
        "model must be of observed targets to calibrate intervals, got one of censored times"
            + " (--interval and --quantiles need no calibration)",
        model::conformity);
    refused(
        "recalibrate must be of a model of observed targets, got one of censored times",
        () -> new IntervalLearning(model, table));
    refused(
        "update must be of a model of observed targets, got one of censored times",
        () -> Update.of(model));
    Table bare = table(numbers(table, "x"), numbers(table, "time"));
    refused("column 'event' must be in simulated, got columns x, time", () -> model.evaluate(bare));
  }

  @ParameterizedTest
  @EnumSource(
      value = FamilyName.class,
      names = {"WEIBULL", "LOG_NORMAL", "LOG_LOGISTIC", "LOG_MIXTURE"})
  void everyFamilyTakesEveryKindOfEnd(FamilyName family) {
    SplittableRandom random = new SplittableRandom(9);
    double[] x = random.doubles(ROWS).map(u -> 4 * u - 2).toArray();
    double[] time = new double[ROWS];
    double[] upper = new double[ROWS];
    int[] kind = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double own = Math.exp(1 + x[i] / 2 + 0.3 * random.nextGaussian());
      kind[i] = random.nextInt(4);
      upper[i] = Double.NaN;
      time[i] = own;
      switch (kind[i]) {
        case 1 -> time[i] = own * (0.5 + 0.5 * random.nextDouble());
        case 2 -> time[i] = own * (1 + random.nextDouble());
        case 3 -> {
          time[i] = 0.8 * own;
          upper[i] = 1.3 * own;
        }
        default -> {}
      }
    }
    TableColumn kinds =
        new TableColumn(
            "kind",
            StorageType.TEXT,
            new Cells.Texts(kind, List.of("none", "right", "left", "interval")));
    Table table = table(x, time, kinds, Tables.numbers("upper", upper));
    for (Bayes bayes : List.of(Bayes.NONE, Bayes.ELBO)) {
      FitConfig config =
          config(family)
              .data(d -> d.censored("kind").upper("upper"))
              .head(h -> h.bayes(bayes).components(2));
      try (FitResult result = Fit.of(config).run(table)) {
        for (double at : new double[] {-1, 1}) {
          double expected = Math.exp(1 + at / 2);
          assertEquals(expected, median(result.predictor(), at), 0.2 * expected, bayes.name());
        }
        Measures.OfTimes measures =
            (Measures.OfTimes) result.testEvaluation().orElseThrow().measures();
        assertTrue(measures.concordance().orElseThrow() > 0.8, measures.toString());
        assertTrue(measures.brier().isEmpty(), "left and interval censoring have none");
      }
    }
  }

  @Test
  void theAnswerToRejectedRowsIsTheLikeliestOfTheFamily() {
    SplittableRandom random = new SplittableRandom(10);
    double[] y = random.doubles(4000).map(u -> 3 * Math.pow(-Math.log(u), 0.5)).toArray();
    double[] seen = random.doubles(y.length).map(u -> 6 * u).toArray();
    double[] high = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      high[i] = y[i] <= seen[i] ? y[i] : Double.POSITIVE_INFINITY;
      y[i] = Math.min(y[i], seen[i]);
    }
    FitConfig config = config(FamilyName.WEIBULL).data(d -> d.event("event"));
    var target = new io.diglm.schema.Target("time", StorageType.DECIMAL, List.of());
    int[] rows = java.util.stream.IntStream.range(0, y.length).toArray();
    var head = new FamilyChoice(config, target, y, rows).candidates().get(0);
    double[] ones = DoubleStream.generate(() -> 1).limit(y.length).toArray();
    Distribution found = MarginalTimes.of(head, y, new TargetEnds(y, high), ones);
    for (double t : new double[] {1, 3, 5}) {
      assertEquals(1 - Math.exp(-t * t / 9), found.cdf(t), 0.02);
    }
  }

  @Test
  void theFamilyIsOneThatTakesCensoredTargets() {
    double[] y = {1, 2, 3, 4, 5};
    int[] rows = {0, 1, 2, 3, 4};
    var target = new io.diglm.schema.Target("time", StorageType.DECIMAL, List.of());
    FitConfig config = FitConfig.of("time").data(d -> d.event("event"));
    assertEquals(
        List.of(FamilyName.LOG_LOGISTIC),
        new FamilyChoice(config, target, y, rows)
            .candidates().stream().map(h -> h.family()).toList());
    double[] many = DoubleStream.iterate(1, v -> v + 1).limit(10_000).toArray();
    int[] all = java.util.stream.IntStream.range(0, many.length).toArray();
    assertEquals(
        List.of(
            FamilyName.LOG_MIXTURE,
            FamilyName.WEIBULL,
            FamilyName.LOG_NORMAL,
            FamilyName.LOG_LOGISTIC),
        new FamilyChoice(config, target, many, all)
            .candidates().stream().map(h -> h.family()).toList());
    FitConfig gamma = config.head(h -> h.family(FamilyName.GAMMA));
    refused(
        "family of censored targets must be weibull, log_normal, log_logistic or log_mixture, got"
            + " gamma",
        () -> new FamilyChoice(gamma, target, y, rows).candidates());
    refused(
        "censored targets must not be learned where a cluster trains, got event",
        () -> ClusterTraining.requireSuited(config));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
  }

  private static double[] numbers(Table table, String name) {
    return Arrays.copyOf(((Cells.Numbers) table.column(name).cells()).values(), table.rows());
  }
}

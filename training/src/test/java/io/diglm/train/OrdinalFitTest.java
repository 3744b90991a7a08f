package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Ordinal;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.Manifest;
import io.diglm.novelty.Uncertainty;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.Measures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits of classes that have an order. */
final class OrdinalFitTest {
  private static final List<String> ORDER = List.of("poor", "fair", "good", "best");
  private static final double[] THRESHOLDS = {-2, 0.5, 3};

  /** Proportional odds: 2 a - c + logistic noise between the thresholds; a grade and its number. */
  private static Table table(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = new double[rows];
    double[] c = new double[rows];
    double[] grade = new double[rows];
    int[] codes = new int[rows];
    for (int i = 0; i < rows; i++) {
      a[i] = random.nextGaussian();
      c[i] = random.nextGaussian();
      double u = random.nextDouble();
      double score = 2 * a[i] - c[i] + Math.log(u / (1 - u));
      for (double threshold : THRESHOLDS) {
        codes[i] += score > threshold ? 1 : 0;
      }
      grade[i] = codes[i] + 3;
    }
    return new Table(
        "graded",
        List.of(
            Tables.numbers("a", a),
            Tables.numbers("c", c),
            new TableColumn("word", StorageType.TEXT, new Cells.Texts(codes, ORDER)),
            new TableColumn("grade", StorageType.INTEGER, new Cells.Numbers(grade))),
        rows);
  }

  private static FitConfig config(String target) {
    return Tables.quick(target)
        .data(d -> d.features("a", "c"))
        .optimiser(o -> o.epochs(30).learningRate(0.01));
  }

  private static double probability(double location, int k) {
    double above = k == 3 ? 1 : 1 / (1 + Math.exp(location - THRESHOLDS[k]));
    double below = k == 0 ? 0 : 1 / (1 + Math.exp(location - THRESHOLDS[k - 1]));
    return above - below;
  }

  @Test
  void probabilitiesAreThoseThatMadeTheRows(@TempDir Path folder) {
    Path file = folder.resolve("word.diglm");
    FitConfig config =
        config("word")
            .data(d -> d.order(ORDER.toArray(String[]::new)))
            .head(h -> h.family(FamilyName.ORDINAL));
    try (FitResult result = Fit.of(config).run(table(3000, 4))) {
      Manifest manifest = result.model().manifest();
      assertEquals(ORDER, manifest.schema().classes());
      assertInstanceOf(Ordinal.class, manifest.marginal());
      Measures.OfOrdered measures =
          assertInstanceOf(
              Measures.OfOrdered.class, result.testEvaluation().orElseThrow().measures());
      assertTrue(measures.rps() > 0.1 && measures.rps() < 0.4, measures.toString());
      result.model().save(file);
    }
    try (Predictor model = Predictor.load(file)) {
      for (double a : new double[] {-1, 0, 1}) {
        Prediction.Answer answer = (Prediction.Answer) model.predict(Map.of("a", a, "c", 0.5));
        ClassDistribution own = (ClassDistribution) answer.own();
        for (int k = 0; k < 4; k++) {
          assertEquals(probability(2 * a - 0.5, k), own.probability(k), 0.06, a + " " + k);
        }
      }
    }
  }

  @Test
  void wholeNumbersHaveTheOrderOfTheirValues() {
    FitConfig config =
        config("grade")
            .head(h -> h.family(FamilyName.ORDINAL).bayes(Bayes.AUTO))
            .optimiser(o -> o.epochs(10));
    try (FitResult result = Fit.of(config).run(table(600, 5))) {
      Manifest manifest = result.model().manifest();
      assertEquals(List.of("3", "4", "5", "6"), manifest.schema().classes());
      assertEquals(Bayes.LAPLACE, manifest.head().bayes());
      assertEquals(1, manifest.head().uncertainPredictors());
      Uncertainty near = uncertainty(result.predictor(), 0.3);
      Uncertainty far = uncertainty(result.predictor(), -1.9);
      assertTrue(near.model() > 0 && far.model() > near.model(), near + " " + far);
    }
  }

  private static Uncertainty uncertainty(Predictor predictor, double a) {
    Prediction.Answer answer = (Prediction.Answer) predictor.predict(Map.of("a", a, "c", 0));
    return answer.uncertainty().orElseThrow();
  }

  @Test
  void theFamilyIsChosenWhereLevelsAreGiven() {
    Table table = table(400, 6);
    FitConfig levels = config("word").data(d -> d.order(ORDER.toArray(String[]::new)));
    try (FitResult result = Fit.of(levels.optimiser(o -> o.epochs(2))).run(table)) {
      assertEquals(FamilyName.ORDINAL, result.model().manifest().head().family());
    }
    try (FitResult result = Fit.of(config("word").optimiser(o -> o.epochs(2))).run(table)) {
      assertEquals(FamilyName.CATEGORICAL, result.model().manifest().head().family());
    }
  }

  @Test
  void anOffsetMovesTheLocation() {
    Table table = table(1500, 7);
    double[] known = ((Cells.Numbers) table.column("c").cells()).values();
    double[] less = IntStream.range(0, known.length).mapToDouble(i -> -known[i]).toArray();
    Table with =
        new Table(
            "graded",
            List.of(table.column("a"), Tables.numbers("less", less), table.column("grade")),
            table.rows());
    FitConfig config =
        Tables.quick("grade")
            .data(d -> d.features("a").offset("less"))
            .head(h -> h.family(FamilyName.ORDINAL))
            .optimiser(o -> o.epochs(30).learningRate(0.01));
    try (FitResult result = Fit.of(config).run(with)) {
      for (double offset : new double[] {-1, 2}) {
        Prediction.Answer answer =
            (Prediction.Answer) result.predictor().predict(Map.of("a", 0.2, "less", offset));
        double expected = 0;
        for (int k = 0; k < 4; k++) {
          expected += k * probability(0.4 + offset, k);
        }
        assertEquals(expected, answer.own().mean(), 0.25);
      }
    }
  }

  @Test
  void textsWithoutAnOrderAreRefused() {
    FitConfig config = config("word").head(h -> h.family(FamilyName.ORDINAL));
    assertEquals(
        "order must be given of target 'word', whose classes are texts, got none (such as"
            + " --order low,mid,high)",
        assertThrows(IllegalArgumentException.class, () -> Fit.of(config).run(table(60, 1)))
            .getMessage());
    assertEquals(
        "order must name at least two classes, got poor",
        assertThrows(IllegalArgumentException.class, () -> config.data(d -> d.order("poor")))
            .getMessage());
    assertEquals(
        "order must name each class once, got poor,good,poor",
        assertThrows(
                IllegalArgumentException.class,
                () -> config.data(d -> d.order("poor", "good", "poor")))
            .getMessage());
  }
}

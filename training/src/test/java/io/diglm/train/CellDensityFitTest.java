package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Distribution;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is reported as log p(x) of a table's row is the probability of its cells. */
final class CellDensityFitTest {
  private static final int LEAST = -400;
  private static final int MOST = 400;

  private static TableColumn wholes(String name, double[] values) {
    return new TableColumn(name, StorageType.INTEGER, new Cells.Numbers(values));
  }

  private static TableColumn truths(String name, double[] values) {
    return new TableColumn(name, StorageType.BOOLEAN, new Cells.Numbers(values));
  }

  private static Predictor density(Table table) {
    FitConfig config =
        FitConfig.ofDensity().optimiser(o -> o.epochs(8)).run(r -> r.threads(2).seed(3));
    try (FitResult result = Fit.of(config).run(table)) {
      return Predictor.open(result.model(), "the model");
    }
  }

  private static double sum(Predictor predictor, Table table) {
    return Arrays.stream(predictor.score(table).logDensity()).map(Math::exp).sum();
  }

  @Test
  void levelsTimesWholeNumbersAddUpToOne() {
    for (int rows : new int[] {300, 3000}) {
      SplittableRandom random = new SplittableRandom(rows);
      int[] level = random.ints(rows, 0, 3).toArray();
      double[] number =
          IntStream.range(0, rows)
              .mapToDouble(i -> Math.rint(20 * level[i] + 4 * random.nextGaussian()))
              .toArray();
      Table table =
          new Table(
              "t", List.of(Tables.texts("k", level, "a", "b", "c"), wholes("n", number)), rows);
      try (Predictor predictor = density(table)) {
        int span = MOST - LEAST;
        int[] codes = IntStream.range(0, 4 * span).map(i -> i / span).toArray();
        double[] numbers =
            IntStream.range(0, 4 * span).mapToDouble(i -> LEAST + i % span).toArray();
        Table all =
            new Table(
                "all",
                List.of(Tables.texts("k", codes, "a", "b", "c", "new"), wholes("n", numbers)),
                codes.length);
        assertEquals(1, sum(predictor, all), 0.02, rows + " rows");
      }
    }
  }

  @Test
  void numbersThatMayBeMissingAddUpToOneAndMissingOnesAreNoWonder() {
    int rows = 2000;
    SplittableRandom random = new SplittableRandom(8);
    double[] truth = new double[rows];
    double[] number = new double[rows];
    for (int i = 0; i < rows; i++) {
      truth[i] = random.nextInt(3) == 0 ? 1 : 0;
      boolean missing = random.nextDouble() < (truth[i] == 1 ? 0.5 : 0.08);
      number[i] = missing ? Double.NaN : Math.rint(30 + 10 * truth[i] + 6 * random.nextGaussian());
    }
    Table table = new Table("t", List.of(truths("b", truth), wholes("w", number)), rows);
    try (Predictor predictor = density(table)) {
      int span = MOST - LEAST;
      double[] truths = IntStream.range(0, 2 * (span + 1)).mapToDouble(i -> i % 2).toArray();
      double[] numbers =
          IntStream.range(0, 2 * (span + 1))
              .mapToDouble(i -> i / 2 == span ? Double.NaN : LEAST + i / 2)
              .toArray();
      Table all =
          new Table("all", List.of(truths("b", truths), wholes("w", numbers)), truths.length);
      assertEquals(1, sum(predictor, all), 0.02);
      double[] log = predictor.score(all).logDensity();
      assertEquals(2.0 / 3 * 0.08, Math.exp(log[2 * span]), 0.03);
      assertEquals(1.0 / 3 * 0.5, Math.exp(log[2 * span + 1]), 0.05);
    }
  }

  @Test
  void drawnTargetsAreThoseThatAreExpected() {
    FitConfig config = Tables.quick("y").optimiser(o -> o.epochs(20));
    try (FitResult result = Fit.of(config).run(Tables.regression(1500, 3))) {
      Table drawn = result.predictor().sample(4000, 5);
      double[] y = ((Cells.Numbers) drawn.column("y").cells()).values();
      List<Prediction> predicted = result.predictor().predict(drawn);
      double[] residuals =
          IntStream.range(0, y.length)
              .mapToDouble(
                  i -> {
                    Distribution own = ((Prediction.Answer) predicted.get(i)).own();
                    return (y[i] - own.mean()) / own.sd();
                  })
              .toArray();
      double mean = Arrays.stream(residuals).average().orElseThrow();
      double square = Arrays.stream(residuals).map(r -> r * r).average().orElseThrow();
      assertEquals(0, mean, 0.05);
      assertEquals(1, Math.sqrt(square), 0.06);
    }
  }

  @Test
  void whatColumnsHaveInCommonIsDrawn() {
    try (Predictor predictor = density(Tables.dependent(2000, 6))) {
      Table drawn = predictor.sample(5000, 7);
      double[] a = ((Cells.Numbers) drawn.column("a").cells()).values();
      double[] c = ((Cells.Numbers) drawn.column("c").cells()).values();
      double square =
          IntStream.range(0, a.length).mapToDouble(i -> (c[i] - a[i]) * (c[i] - a[i])).sum();
      double deviation = Math.sqrt(square / a.length);
      assertTrue(deviation > 0.25 && deviation < 0.4, "" + deviation);
    }
  }

  @Test
  void aMonthNeverSeenHasAnAnswerAndLittleDensity() {
    int rows = 2400;
    SplittableRandom random = new SplittableRandom(2);
    double[] month = IntStream.range(0, rows).mapToDouble(i -> 1 + i % 11).toArray();
    double[] y = Arrays.stream(month).map(m -> 3 * m + random.nextGaussian()).toArray();
    Table table = new Table("t", List.of(wholes("month", month), Tables.numbers("y", y)), rows);
    try (FitResult result = Fit.of(Tables.quick("y").optimiser(o -> o.epochs(40))).run(table)) {
      double[] months = {1, 6, 11, 12, 40};
      Table asked = new Table("asked", List.of(wholes("month", months)), months.length);
      List<Prediction> answers = result.predictor().predict(asked);
      Prediction.Answer known = (Prediction.Answer) answers.get(1);
      Prediction.Answer next = (Prediction.Answer) answers.get(3);
      Prediction.Answer far = (Prediction.Answer) answers.get(4);
      assertTrue(next.logDensity() < -Math.log(rows * 0.8), "" + next.logDensity());
      assertEquals(18, known.own().mean(), 1);
      assertEquals(18, next.own().mean(), 3, "near the mean of all rows");
      assertTrue(far.rejected());
      assertTrue(
          far.reason().startsWith("column 'month' holds 40; no training row held anything like it"),
          far.reason());
    }
  }
}

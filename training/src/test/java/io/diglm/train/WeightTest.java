package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.config.DensitySettings;
import io.diglm.gradient.Objective;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.network.Scorer;
import io.diglm.predict.Prediction;
import io.diglm.schema.CaseWeight;
import io.diglm.schema.Feature;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.TargetEnds;
import io.diglm.selective.Measures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Case weights: what they are equal to, what they move, and what is refused. */
final class WeightTest {
  private static final int ROWS = 60;

  /** Row i counts 0, 1, 2 or 3 times. */
  private static int count(int row) {
    return row % 4;
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, IDENTITY, 1, NONE",
    "MIXTURE, IDENTITY, 3, NONE",
    "POISSON, LOG, 1, NONE",
    "GAUSSIAN, IDENTITY, 1, CONJUGATE"
  })
  void integerWeightsAreReplicatedRowsInTheObjective(
      FamilyName family, Link link, int count, Bayes bayes) {
    HeadConfig head =
        HeadConfig.point(family, link, Dispersion.MODELLED, count, 0, 1).withPosterior(bayes);
    int[] replicated =
        IntStream.range(0, ROWS)
            .flatMap(row -> IntStream.range(0, count(row)).map(i -> row))
            .toArray();
    double mean = (double) replicated.length / ROWS;
    double[] weights = IntStream.range(0, ROWS).mapToDouble(row -> count(row) / mean).toArray();
    Outcome weighted = outcome(head, data(IntStream.range(0, ROWS).toArray(), weights));
    double[] ones = new double[ROWS];
    Arrays.fill(ones, 1);
    Outcome repeated = outcome(head, data(replicated, ones));
    Objective objective = new Objective(0.3);
    assertEquals(
        repeated.sums.loss(objective.lambda()), weighted.sums.loss(objective.lambda()), 1e-9);
    assertEquals(repeated.sums.nll(), weighted.sums.nll(), 1e-9);
    assertEquals(repeated.validation.nll(), weighted.validation.nll(), 1e-9);
    assertEquals(repeated.validation.meanDensity(), weighted.validation.meanDensity(), 1e-9);
    float largest = 0;
    for (float slope : repeated.gradient) {
      largest = Math.max(largest, Math.abs(slope));
    }
    assertTrue(largest > 1e-3, "largest slope " + largest);
    assertArrayEquals(repeated.gradient, weighted.gradient, 2e-6f * largest);
  }

  private record Outcome(BatchSums sums, BatchSums validation, float[] gradient) {}

  private static Outcome outcome(HeadConfig head, TrainingData data) {
    FitConfig config = Tables.quick("y");
    Network network = Network.start(new LearningTask(data, head, config.flow(), config));
    Worker worker =
        new Worker(network.gradient(), head, data, network.parameters().values().length);
    Worker.Rows all = new Worker.Rows(data.train(), 0, data.train().length);
    BatchSums sums =
        worker.differentiate(all, 5, all.count(), new Objective(0.3), network.head().beliefs());
    try (Scorer scorer = network.scorer(network.parameters().values())) {
      double[] etas = new double[all.count() * head.predictors()];
      return new Outcome(sums, worker.evaluate(scorer, all, etas), worker.gradients().clone());
    }
  }

  /** Columns without a grid, so that no noise depends on a row's place, and counts as targets. */
  private static TrainingData data(int[] train, double[] weights) {
    SplittableRandom random = new SplittableRandom(8);
    double[] a = random.doubles(ROWS).map(Math::sqrt).toArray();
    double[] b = random.doubles(ROWS).map(Math::log).toArray();
    double[] y = IntStream.range(0, ROWS).mapToDouble(i -> i * 7 % 5).toArray();
    Table table =
        new Table(
            "simulated",
            List.of(Tables.numbers("a", a), Tables.numbers("b", b), Tables.numbers("y", y)),
            ROWS);
    int[] all = IntStream.range(0, ROWS).toArray();
    TrainingData alike = TrainingRows.of(table, all, all, false);
    return new TrainingData(
        alike.encoder(),
        Optional.empty(),
        alike.table(),
        alike.targets(),
        Map.of(),
        train,
        all,
        weights,
        train.length,
        OptionalLong.empty(),
        TargetEnds.NONE,
        Optional.empty(),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CELLS", "FLOW"})
  void weightsMoveAnswersAndDensities(DensitySettings.Kind kind) {
    FitConfig config =
        Tables.quick("y")
            .data(d -> d.weight("w"))
            .optimiser(o -> o.epochs(40).learningRate(0.01))
            .density(d -> d.kind(kind).weight(2))
            .head(h -> h.family(FamilyName.GAUSSIAN).dispersion(Dispersion.CONSTANT));
    try (FitResult result = Fit.of(config).run(clusters())) {
      assertEquals(
          List.of("x"),
          result.model().manifest().schema().features().stream().map(Feature::name).toList());
      // Nine tenths of the weight have y about 1, the others about -1.
      assertEquals(0.8, result.model().manifest().marginal().mean(), 0.1);
      Prediction.Answer high = answer(result, 2);
      Prediction.Answer low = answer(result, -2);
      assertEquals(0.8, high.own().mean(), 0.2);
      assertEquals(0.8, low.own().mean(), 0.3);
      double odds = high.logDensity() - low.logDensity();
      // The truth is log 9 = 2.2, and 0 if all rows counted alike.
      assertTrue(odds > 1.2 && odds < 3.5, "log odds of the groups in p(x): " + odds);
    }
  }

  private static Prediction.Answer answer(FitResult result, double x) {
    return (Prediction.Answer) result.predictor().predict(Map.of("x", x));
  }

  /** Half of x about -2 and 2, half of y about -1 and 1; the higher ones count 9 times as much. */
  private static Table clusters() {
    int rows = 1000;
    SplittableRandom random = new SplittableRandom(3);
    double[] x = new double[rows];
    double[] y = new double[rows];
    double[] w = new double[rows];
    for (int i = 0; i < rows; i++) {
      boolean right = i % 2 == 0;
      boolean high = i / 2 % 2 == 0;
      x[i] = (right ? 2 : -2) + 0.7 * random.nextGaussian();
      y[i] = (high ? 1 : -1) + 0.2 * random.nextGaussian();
      w[i] = (right ? 9 : 1) * (high ? 9 : 1);
    }
    return new Table(
        "simulated",
        List.of(Tables.numbers("w", w), Tables.numbers("x", x), Tables.numbers("y", y)),
        rows);
  }

  @Test
  void measuresOfTheFitAreWeighted() {
    Table table = clusters();
    FitConfig config = Tables.quick("y").optimiser(o -> o.epochs(2));
    try (FitResult result = Fit.of(config.data(d -> d.weight("w"))).run(table)) {
      Table test = table.take(result.test());
      double[] weights = CaseWeight.read(test, "w", 0);
      double[] y = result.model().manifest().schema().targets(test).values();
      List<Prediction> predictions = result.predictor().predict(test);
      double sum = 0;
      double all = 0;
      for (int row = 0; row < y.length; row++) {
        Prediction.Answer answer = (Prediction.Answer) predictions.get(row);
        sum -= weights[row] * answer.own().logDensity(y[row]);
        all += weights[row];
      }
      Measures measures = result.testEvaluation().orElseThrow().measures();
      assertEquals(sum / all, ((Measures.OfNumbers) measures).nll(), 1e-9);
    }
  }

  @Test
  void anUpdateByAWeightOfTwoIsTheRowTwice() {
    Table table = Tables.regression(400, 9);
    double[] ones = new double[400];
    Arrays.fill(ones, 1);
    FitConfig config =
        Tables.quick("y")
            .data(d -> d.weight("w"))
            .optimiser(o -> o.epochs(1))
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE));
    try (FitResult result = Fit.of(config).run(with(table, ones))) {
      double[] twos = new double[20];
      Arrays.fill(twos, 2);
      Table more = Tables.regression(20, 10);
      Update heavy = Update.of(result.predictor()).add(with(more, twos));
      Table once = with(more, Arrays.copyOf(ones, 20));
      Update twice = Update.of(result.predictor()).add(once).add(once);
      assertEquals(20, heavy.rows());
      assertEquals(40, twice.rows());
      float[] expected = mean(twice);
      float[] got = mean(heavy);
      assertArrayEquals(expected, got, 1e-6f);
    }
  }

  private static float[] mean(Update update) {
    return java.util.Objects.requireNonNull(update.model().weights().get("head.weight")).floats();
  }

  private static Table with(Table table, double[] weights) {
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.add(Tables.numbers("w", weights));
    return new Table(table.source(), columns, table.rows());
  }

  @Test
  void weightsOfNothingAreRefused() {
    Table table = Tables.regression(100, 2);
    assertRefused(
        with(table, new double[100]),
        "weight 'w' must be positive in a training row of simulated, got 0 in all 81");
    double[] weights = new double[100];
    Arrays.fill(weights, 1);
    weights[6] = -1;
    assertRefused(
        with(table, weights.clone()), "weight 'w' must be at least 0, got -1 in simulated, row 7");
    weights[6] = Double.NaN;
    assertRefused(
        with(table, weights.clone()),
        "weight 'w' must be a finite number, got a missing cell in simulated, row 7");
    weights[6] = Double.POSITIVE_INFINITY;
    assertRefused(
        with(table, weights.clone()),
        "weight 'w' must be a finite number, got Infinity in simulated, row 7");
    assertRefused(table, "column 'w' must be in simulated, got columns a, b, level, y");
  }

  private static void assertRefused(Table table, String message) {
    FitConfig config = Tables.quick("y").data(d -> d.weight("w"));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Fit.of(config).run(table));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void theWeightIsNeitherFeatureNorTarget() {
    assertEquals(
        "features must not hold the weight, got a",
        assertThrows(
                IllegalArgumentException.class,
                () -> FitConfig.of("y").data(d -> d.features("a", "b").weight("a")))
            .getMessage());
    assertEquals(
        "target must not be the weight, got y",
        assertThrows(
                IllegalArgumentException.class, () -> FitConfig.of("y").data(d -> d.weight("y")))
            .getMessage());
  }
}

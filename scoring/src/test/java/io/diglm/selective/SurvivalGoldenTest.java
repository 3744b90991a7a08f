package io.diglm.selective;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.diglm.distribution.Lifetime;
import io.diglm.distribution.Residual;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Concordance and Brier score of scikit-survival and lifelines; survival.py makes the numbers. */
final class SurvivalGoldenTest {
  private static final double NEVER = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @ValueSource(strings = {"rossi", "gbsg2", "whas500"})
  void concordanceAndBrierScoreAreThoseOfScikitSurvival(String name) throws IOException {
    JsonObject set = golden().getAsJsonObject(name);
    double[] time = numbers(set, "time");
    double[] event = numbers(set, "event");
    double[] predicted = numbers(set, "predicted");
    double[] ones = ones(time.length);
    assertEquals(
        set.get("concordance").getAsDouble(),
        Concordance.of(time, upper(time, event), ones, predicted).orElseThrow(),
        1e-12);
    BrierScore score = score(time, event, ones);
    double[] times = score.times();
    double[] expected = numbers(set, "times");
    assertEquals(expected.length, times.length);
    for (int i = 0; i < times.length; i++) {
      assertEquals(expected[i], times[i], 1e-9);
      double t = times[i];
      assertEquals(
          numbers(set, "brier")[i], score.at(t, row -> survival(predicted[row], t)), 1e-12);
    }
    assertEquals(
        set.get("integrated_brier").getAsDouble(),
        score.integrated(times, (row, t) -> survival(predicted[row], t)).orElseThrow(),
        1e-12);
  }

  @Test
  void anIntegerWeightIsARepeatedRow() throws IOException {
    JsonObject set = golden().getAsJsonObject("whas500");
    double[] time = numbers(set, "time");
    double[] event = numbers(set, "event");
    double[] predicted = numbers(set, "predicted");
    double[] weights = IntStream.range(0, time.length).mapToDouble(i -> i % 3).toArray();
    int[] repeated =
        IntStream.range(0, time.length)
            .flatMap(i -> IntStream.generate(() -> i).limit(i % 3))
            .toArray();
    double[] times = Arrays.stream(repeated).mapToDouble(i -> time[i]).toArray();
    double[] events = Arrays.stream(repeated).mapToDouble(i -> event[i]).toArray();
    double[] predictions = Arrays.stream(repeated).mapToDouble(i -> predicted[i]).toArray();
    assertEquals(
        Concordance.of(times, upper(times, events), ones(times.length), predictions).orElseThrow(),
        Concordance.of(time, upper(time, event), weights, predicted).orElseThrow(),
        1e-12);
    double[] grid = {100, 500, 900};
    assertEquals(
        score(times, events, ones(times.length))
            .integrated(grid, (row, t) -> survival(predictions[row], t))
            .orElseThrow(),
        score(time, event, weights)
            .integrated(grid, (row, t) -> survival(predicted[row], t))
            .orElseThrow(),
        1e-12);
  }

  /** With ends of all kinds, and many ties, against all pairs one by one. */
  @Test
  void concordanceIsThatOfAllPairs() {
    SplittableRandom random = new SplittableRandom(3);
    int rows = 120;
    double[] low = random.doubles(rows).map(u -> Math.ceil(9 * u)).toArray();
    double[] high = low.clone();
    double[] weights = random.doubles(rows).toArray();
    double[] predicted = random.doubles(rows).map(u -> Math.ceil(6 * u)).toArray();
    for (int row = 0; row < rows; row++) {
      switch (random.nextInt(5)) {
        case 0 -> high[row] = NEVER;
        case 1 -> low[row] = 0;
        case 2 -> high[row] += 2;
        default -> {}
      }
    }
    double agreeing = 0;
    double pairs = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        boolean after = low[j] > high[i] || (low[j] == high[i] && low[j] < high[j]);
        double weight = after ? weights[i] * weights[j] : 0;
        pairs += weight;
        agreeing += weight * (1 + Math.signum(predicted[j] - predicted[i])) / 2;
      }
    }
    assertEquals(
        agreeing / pairs, Concordance.of(low, high, weights, predicted).orElseThrow(), 1e-12);
  }

  @Test
  void anEvaluationOfTimesTakesEveryKindOfRow() {
    Lifetime answer = new Lifetime(Residual.GUMBEL, 1, 0.5);
    Lifetime later = new Lifetime(Residual.GUMBEL, 2, 0.5);
    Evaluator evaluator = Evaluator.ofTimes(answer);
    evaluator.add(-1, false, answer, 2, 1);
    evaluator.addBetween(-2, false, later, 3, NEVER, 1);
    evaluator.add(-1, true, later, 1, 1);
    Measures.OfTimes measures = (Measures.OfTimes) evaluator.evaluation().measures();
    double nll = -(answer.logDensity(2) + later.logBetween(3, NEVER) + later.logDensity(1)) / 3;
    assertEquals(nll, measures.nll(), 1e-12);
    // Of the pairs (1, 2), (1, 3+) and (2, 3+) one is in order, and one of equal answers.
    assertEquals(1.5 / 3, measures.concordance().orElseThrow(), 1e-12);
    assertTrue(measures.brier().isPresent());
    assertEquals(
        "errors must be known, got targets that may be censored",
        assertThrows(IllegalArgumentException.class, evaluator::riskCoverage).getMessage());
    evaluator.addBetween(-2, false, later, 0, 3, 1);
    Measures.OfTimes more = (Measures.OfTimes) evaluator.evaluation().measures();
    assertEquals(Optional.empty(), more.brier(), "a time that is only known to be below an end");
    Evaluator censored = Evaluator.ofTimes(answer);
    censored.addBetween(-2, false, later, 3, NEVER, 1);
    Measures.OfTimes none = (Measures.OfTimes) censored.evaluation().measures();
    assertEquals(Optional.empty(), none.concordance());
    assertEquals(Optional.empty(), none.brier());
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> new Evaluator(answer).addBetween(0, false, answer, 1, 2, 1));
    assertEquals("targets with ends must be times, got numbers or classes", error.getMessage());
  }

  @Test
  void withoutTimesThatDifferThereIsNoIntegral() {
    BrierScore score = score(new double[] {2, 2}, new double[] {1, 1}, ones(2));
    assertEquals(0, score.times().length);
    assertEquals(OptionalDouble.empty(), score.integrated(score.times(), (row, t) -> 1));
  }

  /** As survival.py predicts: exp(-t / predicted). */
  private static double survival(double predicted, double t) {
    return Math.exp(-t / predicted);
  }

  private static BrierScore score(double[] time, double[] event, double[] weights) {
    boolean[] observed = new boolean[event.length];
    for (int i = 0; i < observed.length; i++) {
      observed[i] = event[i] == 1;
    }
    return new BrierScore(time, observed, weights);
  }

  private static double[] upper(double[] time, double[] event) {
    return IntStream.range(0, time.length)
        .mapToDouble(i -> event[i] == 1 ? time[i] : NEVER)
        .toArray();
  }

  private static double[] ones(int rows) {
    return DoubleStream.generate(() -> 1).limit(rows).toArray();
  }

  private static double[] numbers(JsonObject set, String name) {
    JsonArray array = set.getAsJsonArray(name);
    return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  private static JsonObject golden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SurvivalGoldenTest.class.getResourceAsStream("survival.json"))) {
      return JsonParser.parseString(new String(in.readAllBytes(), UTF_8)).getAsJsonObject();
    }
  }
}

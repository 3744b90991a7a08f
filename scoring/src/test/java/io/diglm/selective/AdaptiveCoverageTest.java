package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class AdaptiveCoverageTest {
  private static final int WINDOW = 1000;

  private static double[] uniform(SplittableRandom random) {
    return random.doubles(WINDOW).toArray();
  }

  /** The share of rows held, each score the power of a uniform number that the row has. */
  private static double held(IntToDoubleFunction power, int rows, int delay) {
    SplittableRandom random = new SplittableRandom(3);
    AdaptiveCoverage adaptive = new AdaptiveCoverage(0.9, 0.9, uniform(random), delay);
    double[] scores = new double[rows];
    int held = 0;
    for (int row = 0; row < rows; row++) {
      scores[row] = Math.pow(random.nextDouble(), power.applyAsDouble(row));
      held += scores[row] <= adaptive.threshold() ? 1 : 0;
      if (row >= delay) {
        adaptive.add(scores[row - delay]);
      }
    }
    return (double) held / rows;
  }

  @Test
  void holdsWhereNothingChanges() {
    assertEquals(0.9, held(row -> 1, 20_000, 0), 0.01);
  }

  @Test
  void holdsAfterAJumpAndWhileRowsDrift() {
    assertEquals(0.9, held(row -> row < 10_000 ? 1 : 0.3, 20_000, 0), 0.01);
    assertEquals(0.9, held(row -> 1 / (1 + row / 5000.0), 20_000, 0), 0.01);
  }

  @Test
  void holdsWithLabelsThatComeLate() {
    assertEquals(0.9, held(row -> row < 10_000 ? 1 : 0.3, 20_000, 500), 0.015);
  }

  /** Without it, .878 of these rows are held. */
  @Test
  void paysBackWhatLateLabelsMissed() {
    double[] powers =
        new SplittableRandom(3).doubles(25).map(u -> Math.exp(2 * (u - 0.7))).toArray();
    assertEquals(0.9, held(row -> powers[row / 800], 20_000, 800), 0.01);
  }

  @Test
  void theWindowHoldsTheLatestScores() {
    AdaptiveCoverage adaptive = new AdaptiveCoverage(0.9, 0.9, new double[] {0.5, 0.1, 0.9});
    for (double score : new double[] {0.3, 0.2, 0.7, 0.6}) {
      adaptive.add(score);
    }
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        new double[] {0.2, 0.6, 0.7}, adaptive.scores());
  }

  @Test
  void takesScoresAllAlike() {
    AdaptiveCoverage adaptive = new AdaptiveCoverage(0.9, 0.9, new double[50]);
    for (int row = 0; row < 1000; row++) {
      adaptive.add(row % 2);
    }
    assertEquals(1, adaptive.threshold());
  }

  @Test
  void refusesScoresOutsideTheirRange() {
    AdaptiveCoverage adaptive = new AdaptiveCoverage(0.9, 0.9, new double[5]);
    assertEquals(
        "score must be in 0 to 1, got NaN",
        assertThrows(IllegalArgumentException.class, () -> adaptive.add(Double.NaN)).getMessage());
    assertEquals(
        "scores of calibration rows must be at least 1, got 0",
        assertThrows(
                IllegalArgumentException.class, () -> new AdaptiveCoverage(0.9, 0.9, new double[0]))
            .getMessage());
  }

  @Test
  void weightsMoveTheQuantileTowardsTheRowsToCome() {
    double[] scores = {0.1, 0.2, 0.3, 0.4};
    // Total 1 + 1 + 4 + 4 and the next of (1 + 1 + 16 + 16) / 10.
    WeightedScores weighted = WeightedScores.of(scores, new double[] {1, 1, 4, 4});
    assertEquals(3.4, weighted.next(), 1e-12);
    assertEquals(100 / 34.0, weighted.effectiveRows(), 1e-12);
    assertEquals(0.3, weighted.quantile(0.4));
    assertEquals(0.4, weighted.quantile(0.7));
    assertEquals(1, weighted.quantile(0.9));
    WeightedScores alike = WeightedScores.of(scores, new double[] {2, 2, 2, 2});
    Calibration plain = Calibration.of(scores);
    for (double coverage : new double[] {0.2, 0.5, 0.8}) {
      assertEquals(plain.quantile(coverage), alike.quantile(coverage), "coverage " + coverage);
    }
  }

  @Test
  void groupsOfTooFewRowsAreAsAllRowsAre() {
    double[] all = new double[99];
    for (int i = 0; i < 99; i++) {
      all[i] = i / 100.0;
    }
    double[] few = {0.1, 0.2, 0.3};
    Conformity conformity =
        new Conformity(
            Calibration.of(all), WeightedScores.NONE, Map.of(), Map.of("few", Calibration.of(few)));
    assertEquals(0.89, conformity.central(0.9, "unseen"), 1e-12);
    assertEquals(0.89, conformity.central(0.9, "few"), 1e-12);
    assertEquals(0.2, conformity.central(0.5, "few"), 1e-12);
    assertTrue(conformity.central(0.5, "") > 0.48);
  }
}

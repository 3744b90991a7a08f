package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CalibrationTest {
  @Test
  void countsTheRowsAtLeastAsNovelAndTheRowItself() {
    Calibration calibration = Calibration.of(new double[] {1, 5, 3, 3});
    assertEquals(1 / 5.0, calibration.pValue(6));
    assertEquals(2 / 5.0, calibration.pValue(5));
    assertEquals(4 / 5.0, calibration.pValue(3));
    assertEquals(1, calibration.pValue(0));
    assertEquals(1 / 5.0, calibration.pValue(Double.NaN));
  }

  @Test
  void equalScoresAreNeverUnusual() {
    Calibration calibration = Calibration.of(new double[5000]);
    assertEquals(1, calibration.pValue(0));
    assertEquals(1 / 5001.0, calibration.pValue(1e-9));
  }

  @Test
  void scoresThatExceedAKeptOneByRoundingHaveItsPValue() {
    Calibration calibration = Calibration.of(new double[] {1, 3, 500});
    assertEquals(3 / 4.0, calibration.pValue(3 + 2e-5));
    assertEquals(2 / 4.0, calibration.pValue(3 + 4e-5));
    assertEquals(2 / 4.0, calibration.pValue(500 * (1 + 9e-6)));
    assertEquals(1 / 4.0, calibration.pValue(500 * (1 + 2e-5)));
    assertEquals(1 / 4.0, calibration.pValue(Double.POSITIVE_INFINITY));
    assertEquals(1, calibration.pValue(Double.NEGATIVE_INFINITY));
  }

  @Test
  void scoresOfAnyScaleAreToldApart() {
    Calibration calibration = Calibration.of(new double[] {1e-12, 2e-12, 4e-12});
    assertEquals(2 / 4.0, calibration.pValue(3e-12));
    assertEquals(1 / 4.0, calibration.pValue(4e-12 + 1e-16));
    assertEquals(2 / 4.0, calibration.pValue(4e-12 + 1e-17));
  }

  @Test
  void thinningKeepsTheTailAndErrsUpwards() {
    double[] all = normal(12_345, 3);
    Calibration calibration = Calibration.of(all);
    assertEquals(Calibration.MOST, calibration.kept().length);
    for (double at = -4; at < 4; at += 0.01) {
      double level = at - Calibration.SAME * Math.max(1, Math.abs(at));
      long atLeast = Arrays.stream(all).filter(s -> s >= level).count();
      double exact = (atLeast + 1) / (all.length + 1.0);
      double excess = calibration.pValue(at) - exact;
      assertEquals(0.5 / 999, excess, 0.5 / 999 + 1e-12);
      assertTrue(atLeast > 999 || excess < 1e-12, at + ": " + excess);
    }
  }

  /** P(p &lt;= alpha) &lt;= alpha over calibrations and rows, and little less. */
  @Test
  void pValuesHold() {
    for (int rows : new int[] {19, 99, 999, 3000}) {
      int simulations = 4000;
      double[] alphas = {0.1, 0.05, 0.01, 0.001};
      int[] alarms = new int[alphas.length];
      for (int i = 0; i < simulations; i++) {
        double[] scores = normal(rows + 1, 1000L * rows + i);
        double p = Calibration.of(Arrays.copyOf(scores, rows)).pValue(scores[rows]);
        for (int k = 0; k < alphas.length; k++) {
          alarms[k] += p <= alphas[k] ? 1 : 0;
        }
      }
      for (int k = 0; k < alphas.length; k++) {
        double expected = Math.floor(alphas[k] * (rows + 1) + 1e-9) / (rows + 1);
        double sd = Math.sqrt(expected * (1 - expected) / simulations);
        double rate = (double) alarms[k] / simulations;
        assertEquals(expected, rate, 3.3 * sd + 1e-12, rows + " rows, alpha " + alphas[k]);
      }
    }
  }

  @Test
  void refusesScoresOutOfOrder() {
    double[] kept = {1, 0};
    var error = assertThrows(IllegalArgumentException.class, () -> new Calibration(2, kept));
    assertEquals("kept scores must increase, got 0.0 at 1", error.getMessage());
  }

  @Test
  void refusesAnotherNumberThanItKeeps() {
    double[] kept = {1, 2};
    var error = assertThrows(IllegalArgumentException.class, () -> new Calibration(3, kept));
    assertEquals("kept scores must be 3 of 3 rows, got 2", error.getMessage());
  }

  private static double[] normal(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, rows).mapToDouble(i -> random.nextGaussian()).toArray();
  }
}

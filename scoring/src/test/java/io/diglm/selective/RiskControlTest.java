package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RiskControlTest {
  private static final RiskControl CONTROL = new RiskControl(0.05, 0.9);

  /** Thresholds that know nothing of the calibration rows. */
  private static double[] thresholds() {
    double[] thresholds = new double[100];
    for (int i = 0; i < 100; i++) {
      thresholds[i] = i / 100.0;
    }
    return thresholds;
  }

  /** Of rows as sure as s a share (1 - s) / 4 is wrong. */
  private static double risk(double least) {
    // The mean over s from least to 1.
    return (1 - least) / 8;
  }

  private static Optional<RiskControl.Choice> chosen(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] sure = new double[rows];
    boolean[] wrong = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      sure[row] = random.nextDouble();
      wrong[row] = random.nextDouble() < (1 - sure[row]) / 4;
    }
    return CONTROL.choose(thresholds(), sure, wrong);
  }

  @Test
  void theRiskIsExceededInNoMoreThanDeltaOfTheCalibrations() {
    int exceeded = 0;
    int calibrations = 2000;
    for (int i = 0; i < calibrations; i++) {
      exceeded += chosen(500, i).filter(c -> risk(c.least()) > 0.05).isPresent() ? 1 : 0;
    }
    double most = 0.1 * calibrations + 3 * Math.sqrt(0.09 * calibrations);
    assertTrue(exceeded <= most, "exceeded " + exceeded);
  }

  @Test
  void answersNearlyAsManyRowsAsTheOracle() {
    // The oracle's threshold is .6: it answers 40 %.
    assertTrue(answered(5000) > 0.75 * 0.4, "answered " + answered(5000));
    assertTrue(answered(20_000) > 0.88 * 0.4, "answered " + answered(20_000));
    assertTrue(answered(20_000) < 0.4, "answered " + answered(20_000));
  }

  private static double answered(int rows) {
    double answered = 0;
    for (int i = 0; i < 50; i++) {
      answered += 1 - chosen(rows, i).orElseThrow().least();
    }
    return answered / 50;
  }

  @Test
  void choosesNothingWhereNothingCanBeShown() {
    assertTrue(chosen(20, 1).isEmpty());
    double[] sure = new double[1000];
    boolean[] wrong = new boolean[1000];
    for (int row = 0; row < 1000; row++) {
      sure[row] = row / 1000.0;
      wrong[row] = row % 4 == 0;
    }
    assertTrue(CONTROL.choose(thresholds(), sure, wrong).isEmpty());
  }

  @Test
  void saysHowManyRowsItTakes() {
    // log(.1) / log(.95) = 44.9; of .02 and .95 log(.05) / log(.98) = 148.3.
    assertEquals(45, CONTROL.rows());
    assertEquals(149, new RiskControl(0.02, 0.95).rows());
    boolean[] right = new boolean[45];
    double[] sure = new double[45];
    java.util.Arrays.fill(sure, 0.5);
    double[] one = {0.5};
    assertEquals(45, CONTROL.choose(one, sure, right).orElseThrow().answered());
    assertTrue(CONTROL.choose(one, new double[44], new boolean[44]).isEmpty());
  }

  @Test
  void refusesSharesThatAreNone() {
    assertEquals(
        "risk must be between 0 and 1, got 2.0 (2 % is 0.02)",
        assertThrows(IllegalArgumentException.class, () -> new RiskControl(2, 0.9)).getMessage());
    assertEquals(
        "confidence must be between 0 and 1, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new RiskControl(0.1, 0)).getMessage());
  }
}

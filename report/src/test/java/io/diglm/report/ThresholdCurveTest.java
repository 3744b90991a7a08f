package io.diglm.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ThresholdCurveTest {
  /** As roc_auc_score, average_precision_score and roc_curve of scikit-learn say. */
  @Test
  void equalsScikitLearn() {
    double[] probability = {0.1, 0.4, 0.35, 0.8};
    boolean[] actual = {false, false, true, true};
    ThresholdCurve curve = ThresholdCurve.of("yes", probability, actual).orElseThrow();
    assertEquals(0.75, curve.auroc(), 1e-15);
    assertEquals(0.8333333333333333, curve.averagePrecision(), 1e-15);
    assertArrayEquals(new double[] {0.8, 0.4, 0.35, 0.1}, curve.threshold());
    assertArrayEquals(new double[] {0.5, 0.5, 1, 1}, curve.recall());
    assertArrayEquals(new double[] {0, 0.5, 0.5, 1}, curve.falsePositives());
    assertArrayEquals(new double[] {1, 0.5, 2 / 3., 0.5}, curve.precision(), 1e-15);
    assertEquals(0.5, curve.share());
  }

  @Test
  void equalProbabilitiesAreOneThresholdAndCountHalf() {
    double[] probability = {0.5, 0.5, 0.5, 0.5};
    boolean[] actual = {false, true, true, false};
    ThresholdCurve curve = ThresholdCurve.of("yes", probability, actual).orElseThrow();
    assertEquals(0.5, curve.auroc());
    assertEquals(1, curve.threshold().length);
  }

  @Test
  void rowsOfOneClassHaveNoCurve() {
    double[] probability = {0.5, 0.6};
    boolean[] actual = {true, true};
    assertEquals(Optional.empty(), ThresholdCurve.of("yes", probability, actual));
  }
}

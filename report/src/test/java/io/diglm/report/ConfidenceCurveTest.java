package io.diglm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ConfidenceCurveTest {
  @Test
  void accuracyIsOfTheAnswersThatAreSoSure() {
    ConfidenceCurve curve =
        ConfidenceCurve.of(
            "c", new double[] {0.2, 0.5, 0.9, 0.95}, new boolean[] {false, false, true, true});
    assertEquals(0.5, curve.accuracy()[0]);
    assertEquals(2 / 3.0, curve.accuracy()[50], 1e-12);
    assertEquals(1, curve.accuracy()[60]);
    assertEquals(0.5, curve.kept()[60]);
    assertTrue(Double.isNaN(curve.accuracy()[99]));
  }
}

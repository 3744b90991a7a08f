package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import org.junit.jupiter.api.Test;

final class ThresholdsTest {
  private static final Thresholds THRESHOLDS =
      new Thresholds(-50, new RejectionRule.MinimumDensity(0), NoveltyScore.DENSITY, 0, 0);

  @Test
  void aTrainingRowIsNotRefusedByRounding() {
    assertFalse(THRESHOLDS.rejection().rejects(THRESHOLDS.margin(-50.004), 1));
    assertTrue(THRESHOLDS.rejection().rejects(THRESHOLDS.margin(-50.006), 1));
    assertTrue(THRESHOLDS.rejection().rejects(THRESHOLDS.margin(Double.NaN), 1));
  }

  @Test
  void marginIsInNats() {
    assertEquals(0, THRESHOLDS.margin(-49.999));
    assertEquals(7, THRESHOLDS.margin(-43), 1e-12);
    assertEquals(-7, THRESHOLDS.margin(-57), 1e-12);
  }
}

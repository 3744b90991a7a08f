package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RejectionRuleTest {
  private final RejectionRule rule = RejectionRule.of(new double[] {-3, -7.5, -1});

  @Test
  void rejectsWhatIsLessDenseThanEveryTrainingRow() {
    assertTrue(rule.rejects(-7.6));
    assertFalse(rule.rejects(-7.5));
  }

  @Test
  void slackLowersTau() {
    assertEquals(new RejectionRule(-7.5, 2), rule.withSlack(2));
    assertEquals(-9.5, rule.withSlack(2).tau());
    assertFalse(rule.withSlack(2).rejects(-9.5));
  }

  @Test
  void rejectsWhatHasNoDensity() {
    assertTrue(rule.rejects(Double.NaN));
    assertTrue(rule.rejects(Double.NEGATIVE_INFINITY));
  }

  @Test
  void refusesNumbersOutOfRange() {
    var slack = assertThrows(IllegalArgumentException.class, () -> rule.withSlack(-1));
    assertEquals("slack must be at least 0 and finite, got -1.0", slack.getMessage());
    var none = assertThrows(IllegalArgumentException.class, () -> RejectionRule.of(new double[0]));
    assertEquals("threshold must be finite, got Infinity", none.getMessage());
  }
}

package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RejectionRuleTest {
  @Test
  void rejectsWhatIsLessDenseThanEveryTrainingRow() {
    RejectionRule rule = new RejectionRule.MinimumDensity(0);
    assertTrue(rule.rejects(-0.1, 1));
    assertFalse(rule.rejects(0, 0));
  }

  @Test
  void slackLowersTau() {
    RejectionRule rule = new RejectionRule.MinimumDensity(2);
    assertFalse(rule.rejects(-2, 1));
    assertTrue(rule.rejects(-2.1, 1));
  }

  @Test
  void rejectsWhatIsMoreNovelThanTheShare() {
    RejectionRule rule = new RejectionRule.FalseAlarms(0.05);
    assertTrue(rule.rejects(3, 0.05));
    assertFalse(rule.rejects(-9, 0.051));
  }

  @Test
  void bothRejectWhatHasNoDensity() {
    for (RejectionRule rule :
        new RejectionRule[] {
          new RejectionRule.MinimumDensity(0), new RejectionRule.FalseAlarms(0.05)
        }) {
      assertTrue(rule.rejects(Double.NaN, 1));
      assertTrue(rule.rejects(Double.NEGATIVE_INFINITY, 0.01));
    }
  }

  @Test
  void saysHowManyRowsAnAlphaNeeds() {
    RejectionRule.FalseAlarms rule = new RejectionRule.FalseAlarms(0.001);
    assertDoesNotThrow(() -> rule.requireRows(999));
    var few = assertThrows(IllegalArgumentException.class, () -> rule.requireRows(998));
    assertEquals(
        "false-alarms of 0.001 must be calibrated by at least 999 rows, got 998 (with these, take"
            + " 0.002 or more)",
        few.getMessage());
  }

  @Test
  void refusesNumbersOutOfRange() {
    var slack =
        assertThrows(IllegalArgumentException.class, () -> new RejectionRule.MinimumDensity(-1));
    assertEquals("slack must be at least 0 and finite, got -1.0", slack.getMessage());
    var alpha =
        assertThrows(IllegalArgumentException.class, () -> new RejectionRule.FalseAlarms(1));
    assertEquals("false-alarms must be between 0 and 1, got 1.0 (1 % is 0.01)", alpha.getMessage());
  }
}

package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.selective.RiskControl;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ResplitsTest {
  private static final int ROWS = 4000;

  private static double[] sure(long seed) {
    return new SplittableRandom(seed).doubles(ROWS, 0.5, 1).toArray();
  }

  @Test
  void fewResplitsExceedTheRiskAndNearlyAllIsAnsweredThatAnOracleAnswers() {
    double[] sure = sure(1);
    boolean[] wrong = new boolean[ROWS];
    SplittableRandom random = new SplittableRandom(2);
    for (int row = 0; row < ROWS; row++) {
      wrong[row] = random.nextDouble() > sure[row];
    }
    Resplits resplits = Resplits.of(new RiskControl(0.15, 0.95), sure(3), sure, wrong);
    assertEquals(Resplits.COUNT, resplits.shown());
    // Ten are allowed; three standard deviations of a binomial number are nine.
    assertTrue(resplits.violated() <= 19, "" + resplits);
    assertTrue(resplits.exceeded() >= resplits.violated(), "" + resplits);
    assertTrue(resplits.answered() > 0.8 * resplits.oracle(), "" + resplits);
    assertTrue(resplits.answered() < resplits.oracle(), "" + resplits);
    // Of sureness at least s, a share (1 - s) / 2 is wrong: the oracle's s is .7.
    assertEquals(0.6, resplits.oracle(), 0.04);
  }

  @Test
  void nothingIsAnsweredWhereEverythingIsWrong() {
    boolean[] wrong = new boolean[ROWS];
    Arrays.fill(wrong, true);
    Resplits resplits = Resplits.of(new RiskControl(0.15, 0.95), sure(3), sure(1), wrong);
    assertEquals(new Resplits(0, 0, 0, 0, 0), resplits);
  }
}

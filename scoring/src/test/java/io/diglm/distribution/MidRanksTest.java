package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class MidRanksTest {
  @Test
  void equalNumbersShareTheirRanksAndMissingOnesHaveNone() {
    double[] ranks = MidRanks.of(new double[] {5, 1, Double.NaN, 5, 9});
    assertArrayEquals(new double[] {0, -0.375, Double.NaN, 0, 0.375}, ranks);
    assertArrayEquals(new double[] {Double.NaN}, MidRanks.of(new double[] {Double.NaN}));
  }

  @Test
  void numbersBelowAreCountedWithAndWithoutEqualOnes() {
    double[] sorted = {1, 2, 2, 3};
    assertEquals(1, MidRanks.below(sorted, 2, false));
    assertEquals(3, MidRanks.below(sorted, 2, true));
    assertEquals(0, MidRanks.below(sorted, 0, true));
    assertEquals(4, MidRanks.below(sorted, 7, false));
  }
}

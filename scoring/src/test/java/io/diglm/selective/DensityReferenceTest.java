package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DensityReferenceTest {
  @Test
  void countsTheRowsAtMostAsDenseAndTheRowItself() {
    DensityReference reference = DensityReference.of(new double[] {-1, -5, -3, -3});
    assertEquals(1 / 5.0, reference.pValue(-6));
    assertEquals(2 / 5.0, reference.pValue(-5));
    assertEquals(4 / 5.0, reference.pValue(-3));
    assertEquals(1, reference.pValue(0));
    assertEquals(1 / 5.0, reference.pValue(Double.NaN));
  }

  @Test
  void thinningCostsLessThanOneRowInTwoThousand() {
    SplittableRandom random = new SplittableRandom(3);
    double[] all = IntStream.range(0, 12_345).mapToDouble(i -> random.nextGaussian()).toArray();
    DensityReference reference = DensityReference.of(all);
    assertEquals(DensityReference.MOST, reference.kept().length);
    for (double at = -4; at < 4; at += 0.01) {
      double level = at;
      long atMost = IntStream.range(0, all.length).filter(i -> all[i] <= level).count();
      double exact = (atMost + 1) / (all.length + 1.0);
      double lost = exact - reference.pValue(at);
      assertEquals(0.5 / 1999, lost, 0.5 / 1999 + 1e-12);
    }
  }

  @Test
  void keepsTheEnds() {
    double[] all = IntStream.range(0, 5000).mapToDouble(i -> i).toArray();
    DensityReference reference = DensityReference.of(all);
    assertEquals(2 / 5001.0, reference.pValue(0));
    assertEquals(1, reference.pValue(4999));
  }

  @Test
  void refusesDensitiesOutOfOrder() {
    double[] kept = {1, 0};
    var error = assertThrows(IllegalArgumentException.class, () -> new DensityReference(2, kept));
    assertEquals("kept log-densities must increase, got 0.0 at 1", error.getMessage());
  }

  @Test
  void refusesAnotherNumberThanTheRuleKeeps() {
    double[] kept = {1, 2};
    var error = assertThrows(IllegalArgumentException.class, () -> new DensityReference(3, kept));
    assertEquals("kept log-densities must be 3 of 3 rows, got 2", error.getMessage());
  }
}

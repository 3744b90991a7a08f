package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.NegativeBinomial;
import io.diglm.distribution.Normal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PitHistogramTest {
  static Stream<Distribution> truths() {
    return Stream.of(new Normal(3, 2), new NegativeBinomial(1.2, 0.7), new Bernoulli(-1));
  }

  @ParameterizedTest
  @MethodSource("truths")
  void isFlatForTheTrueDistribution(Distribution truth) {
    PitHistogram histogram = new PitHistogram(10);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      histogram.add(truth, truth.sample(random));
    }
    for (double share : histogram.shares()) {
      assertEquals(0.1, share, 0.01);
    }
  }

  @Test
  void isUShapedForTooNarrowADistribution() {
    PitHistogram histogram = new PitHistogram(10);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      histogram.add(new Normal(0, 0.5), random.nextGaussian());
    }
    double[] shares = histogram.shares();
    assertTrue(shares[0] > 0.2 && shares[9] > 0.2 && shares[4] < 0.1, Arrays.toString(shares));
  }

  @Test
  void spreadsADiscreteRowOverItsStep() {
    PitHistogram histogram = new PitHistogram(4);
    histogram.add(new Bernoulli(Math.log(3)), 1); // F from 1/4 to 1
    assertArrayEquals(new double[] {0, 1 / 3.0, 1 / 3.0, 1 / 3.0}, histogram.shares(), 1e-15);
  }

  @Test
  void isEmptyWithoutRows() {
    assertArrayEquals(new double[3], new PitHistogram(3).shares());
  }
}

package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments of rounded normals against the sums over whole numbers that define them. */
final class RoundedTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.03, 0.1, 0.2, 0.2499, 0.25, 0.3, 0.4, 0.7, 1, 1.4, 1.9, 2.1, 5})
  void momentsAreTheSumsOverWholeNumbers(double sd) {
    for (double mean : new double[] {0, 0.1, -0.25, 0.4999, 0.5, 3.7, -12.5, 1e6 + 0.3}) {
      Rounded rounded = normal(mean, sd);
      double[] steps = IntStream.rangeClosed(-60, 60).mapToDouble(s -> s).toArray();
      double[] mass =
          Arrays.stream(steps)
              .map(s -> Math.exp(rounded.logDensity(Math.rint(mean) + s)))
              .toArray();
      double first = IntStream.range(0, mass.length).mapToDouble(i -> mass[i] * steps[i]).sum();
      double variance =
          IntStream.range(0, mass.length)
              .mapToDouble(i -> mass[i] * (steps[i] - first) * (steps[i] - first))
              .sum();
      assertEquals(first, rounded.mean() - Math.rint(mean), 1e-9, "mean " + mean);
      assertEquals(variance, rounded.sd() * rounded.sd(), 1e-9 * variance, "mean " + mean);
    }
  }

  private static Rounded normal(double mean, double sd) {
    return new Rounded(new NormalMixture(new double[] {0}, new double[] {mean}, new double[] {sd}));
  }
}

package io.diglm.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NumberMarginalTest {
  private static double mass(NumberMarginal marginal, double number) {
    return Math.exp(marginal.placing().of(number).logMass());
  }

  private static double[] draws(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, count).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  @Test
  void wholeNumbersAddUpToOne() {
    double[] numbers = Arrays.stream(draws(3000, 1)).map(x -> Math.rint(40 * x)).toArray();
    NumberMarginal marginal = MarginalLearning.of(numbers, 0, 1);
    double sum = IntStream.range(-4000, 4000).mapToDouble(k -> mass(marginal, k)).sum();
    assertEquals(1, sum, 1e-5);
  }

  @Test
  void minusZeroAndRoundingErrorsBelowTheFirstNumberAreThatNumber() {
    double[] whole = IntStream.range(0, 300).mapToDouble(i -> i % 3).toArray();
    NumberMarginal marginal = MarginalLearning.of(whole, 0, 1);
    assertEquals(mass(marginal, 0), mass(marginal, -0.0));
    assertEquals(mass(marginal, 0), mass(marginal, -1e-9));
    double[] tenths = IntStream.range(0, 300).mapToDouble(i -> 0.3 + 0.1 * (i % 3)).toArray();
    NumberMarginal fine = MarginalLearning.of(tenths, 0.3, 0.1);
    assertEquals(mass(fine, 0.3), mass(fine, 0.1 + 0.2 - 1e-15));
    NumberMarginal points =
        new NumberMarginal(0, 0, new double[] {0, 1, 2}, new double[] {0.4, 0.4}, 0.1, 1, 1);
    assertEquals(mass(points, 0), mass(points, -0.0));
  }

  @Test
  void pointsIntegrateToOne() {
    NumberMarginal marginal = MarginalLearning.of(draws(2000, 2), 0, 0);
    double step = 1e-3;
    double sum =
        IntStream.range(-20_000, 20_000).mapToDouble(k -> step * mass(marginal, k * step)).sum();
    assertEquals(
        1, sum, 4e-3); // a thousandth wide, the sum misses a part of each of 200 bins' ends
  }

  @Test
  void frequentNumbersHaveTheirOwnShare() {
    double[] numbers =
        IntStream.range(0, 1000)
            .mapToDouble(i -> i % 10 < 6 ? 0 : i % 10 < 9 ? 3 : 50 + i / 10)
            .toArray();
    NumberMarginal marginal = MarginalLearning.of(numbers, 0, 1);
    assertEquals(0.6, mass(marginal, 0), 0.01);
    assertEquals(0.3, mass(marginal, 3), 0.01);
  }

  @Test
  void aNumberNeverSeenIsNoMoreLikelyThanOneRowMore() {
    double[] numbers = IntStream.range(0, 1200).mapToDouble(i -> 1 + i % 11).toArray();
    numbers[0] = 40;
    Arrays.fill(numbers, 1, 20, 40);
    NumberMarginal marginal = MarginalLearning.of(numbers, 0, 1);
    for (double unseen : new double[] {0, 12, 30, 41, -999, 1e9}) {
      assertTrue(mass(marginal, unseen) <= 1 / 1201.0, unseen + ": " + mass(marginal, unseen));
      assertTrue(mass(marginal, unseen) > 0, "" + unseen);
    }
  }

  @Test
  void everyDoubleHasAFiniteLogarithm() {
    for (double quantum : new double[] {0, 1, 0.01}) {
      double[] numbers = Arrays.stream(draws(500, 3)).map(x -> Math.rint(100 * x) / 100).toArray();
      NumberMarginal marginal = MarginalLearning.of(numbers, 0, quantum);
      for (double far : new double[] {1e3, 1e12, 1e100, 1e300, Double.MAX_VALUE}) {
        for (double sign : new double[] {-1, 1}) {
          NumberMarginal.Place place = marginal.placing().of(sign * far);
          assertTrue(Double.isFinite(place.logMass()), place.toString());
          assertTrue(Double.isFinite(place.middle()), place.toString());
          assertTrue(place.logMass() < -20, place.toString());
        }
      }
    }
  }

  @Test
  void drawsFollowTheNumbers() {
    double[] numbers =
        Arrays.stream(draws(5000, 4)).map(x -> Math.rint(20 * Math.exp(x))).toArray();
    NumberMarginal marginal = MarginalLearning.of(numbers, 0, 1);
    SplittableRandom random = new SplittableRandom(5);
    double[] drawn =
        IntStream.range(0, 20_000)
            .mapToDouble(
                i -> {
                  double u = random.nextDouble();
                  return marginal.placing().number(Math.log(u) - Math.log1p(-u));
                })
            .sorted()
            .toArray();
    Arrays.sort(numbers);
    for (double p : new double[] {0.05, 0.25, 0.5, 0.75, 0.95}) {
      double expected = numbers[(int) (p * numbers.length)];
      assertEquals(expected, drawn[(int) (p * drawn.length)], 1 + 0.06 * expected, "" + p);
    }
  }
}

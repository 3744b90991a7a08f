package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a distribution with a probability at 0 and a density above. */
final class TweedieTest {
  static Stream<Tweedie> all() {
    return Stream.of(
        new Tweedie(1.3, 2, 1.5),
        new Tweedie(40, 0.7, 1.2),
        new Tweedie(250, 30, 1.8),
        new Tweedie(0.02, 1.1, 1.6),
        new Tweedie(5, 1e-3, 1.4), // thousands of summands
        new Tweedie(3, 0.4, 1.02), // summands that are nearly alike
        new Tweedie(3, 2, 1.9)); // many small summands
  }

  @ParameterizedTest
  @MethodSource("all")
  void theProbabilityAtZeroAndTheDensityAddUpToOne(Tweedie d) {
    double[] moments = moments(d);
    assertEquals(1, d.zero() + moments[0], 1e-9);
    assertEquals(d.mean(), moments[1], 1e-9 * d.mean());
    double second = d.sd() * d.sd() + d.mean() * d.mean();
    assertEquals(second, moments[2], 1e-9 * second);
  }

  /** The integrals of 1, y and y^2 over y &gt; 0: the trapezoid rule in u = log y. */
  private static double[] moments(Tweedie d) {
    double[] sums = new double[3];
    double step = Math.min(0.02, 0.1 * d.sd() / d.mean());
    double last = Math.log(d.mean() + 150 * d.sd());
    boolean narrow = d.sd() < 0.1 * d.mean();
    // A density like y^(alpha - 1) needs small y: with alpha = 1/9, down to e^-400.
    for (double u = narrow ? Math.log(d.mean() / 4) : -400; u < last; u += step) {
      double y = Math.exp(u);
      double share = step * y * Math.exp(d.logDensity(y));
      sums[0] += share;
      sums[1] += share * y;
      sums[2] += share * y * y;
    }
    return sums;
  }

  @ParameterizedTest
  @MethodSource("all")
  void theDensityIsTheSlopeOfTheDistributionFunction(Tweedie d) {
    for (double y : new double[] {0.3 * d.mean(), d.mean(), d.mean() + 2 * d.sd()}) {
      double step = 1e-4 * Math.min(y, d.sd());
      double slope = (d.cdf(y + step) - d.cdf(y - step)) / (2 * step);
      double density = Math.exp(d.logDensity(y));
      assertEquals(density, slope, 1e-5 * density + 1e-11 / step);
    }
    assertEquals(d.zero(), d.cdf(0), 1e-15);
    assertEquals(0, d.cdfBelow(0));
    assertEquals(0, d.cdf(-1));
    assertEquals(d.zero(), Math.exp(d.logDensity(0)), 1e-15);
    assertEquals(Double.NEGATIVE_INFINITY, d.logDensity(-1));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theQuantileUndoesTheDistributionFunction(Tweedie d) {
    assertEquals(0, d.quantile(0));
    assertEquals(0, d.quantile(d.zero()));
    assertEquals(Double.POSITIVE_INFINITY, d.quantile(1));
    for (double p : new double[] {0.3, 0.9, 0.999}) {
      if (p > d.zero()) {
        assertEquals(p, d.cdf(d.quantile(p)), 1e-9);
      } else {
        assertEquals(0, d.quantile(p));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void crpsIsItsIntegral(Tweedie d) {
    for (double y : new double[] {-2.5, 0, 0.4 * d.mean(), d.mean() + 3 * d.sd()}) {
      double last = Math.max(y, d.mean() + 30 * d.sd());
      double sum = Math.max(0, -y);
      // Simpson's rule in w, t = last w^4, on either side of y, where the integrand has a step.
      double middle = Math.pow(Math.max(0, y) / last, 0.25);
      sum += simpson(w -> square(d.cdf(last * Math.pow(w, 4))) * 4 * last * w * w * w, 0, middle);
      sum +=
          simpson(w -> square(1 - d.cdf(last * Math.pow(w, 4))) * 4 * last * w * w * w, middle, 1);
      assertEquals(sum, d.crps(y), 1e-6 * (d.mean() + Math.abs(y)), d + " at " + y);
    }
  }

  private static double square(double a) {
    return a * a;
  }

  private static double simpson(DoubleUnaryOperator f, double low, double high) {
    int cells = 1000;
    double step = (high - low) / cells;
    double sum = f.applyAsDouble(low) + f.applyAsDouble(high);
    for (int i = 1; i < cells; i++) {
      sum += (i % 2 == 1 ? 4 : 2) * f.applyAsDouble(low + i * step);
    }
    return high == low ? 0 : sum * step / 3;
  }

  @ParameterizedTest
  @MethodSource("all")
  void drawsAreSumsOfGammas(Tweedie d) {
    // E|Y - Y'| / 2 of sums that are drawn, of which the series knows nothing.
    SplittableRandom random = new SplittableRandom(5);
    int pairs = 20_000;
    double sum = 0;
    for (int i = 0; i < pairs; i++) {
      double one = drawn(d, random);
      double other = drawn(d, random);
      sum += Math.abs(one - other) / 2 / pairs;
    }
    assertEquals(sum, d.mean() - d.crps(0), 5 * d.sd() / Math.sqrt(pairs));
  }

  /** A sum of gammas, of a Poisson number. */
  private static double drawn(Tweedie d, SplittableRandom random) {
    double lambda = -d.logDensity(0);
    double shape = (2 - d.power()) / (d.power() - 1);
    double scale = d.dispersion() * (d.power() - 1) * Math.pow(d.mean(), d.power() - 1);
    double n = new Poisson(lambda).sample(random);
    return n == 0 ? 0 : new Gamma(n * shape * scale, 1 / (n * shape)).sample(random);
  }

  @Test
  void extremesAreFinite() {
    for (double mean : new double[] {1e-13, 1, 1e13}) {
      for (double dispersion : new double[] {6e-6, 1.6e5}) {
        for (double power : new double[] {1.01, 1.5, 1.99}) {
          Tweedie d = new Tweedie(mean, dispersion, power);
          for (double y : new double[] {0, 1e-300, 1e-5, 1, 1e9}) {
            String what = d + " at " + y;
            assertTrue(Double.isFinite(d.logDensity(y)), what);
            assertTrue(d.cdf(y) >= 0 && d.cdf(y) <= 1, what);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.1e4, 1e5, 1e6, 1e7})
  void farFromALargeShapeTheExpansionIsTheSeries(double a) {
    for (double sds = -14; sds <= 14; sds += 0.125) {
      double x = a + sds * Math.sqrt(a);
      double below = Tweedie.lowerGamma(a, x, TweedieSeries.deviance(a, x));
      double series = RegularizedGamma.P.value(a, x);
      assertEquals(series, below, 1e-15, a + " at " + x);
      assertEquals(series, below, 1e-8 * series, a + " at " + x);
    }
  }

  @Test
  void quantilesOfManySummandsAreThoseOfTheirMoments() {
    double z = StandardNormal.quantile(0.95);
    for (double power : new double[] {1.02, 1.5, 1.9}) {
      for (double dispersion : new double[] {1e-6, 1e-8, 1e-10, 1e-12}) {
        Tweedie d = new Tweedie(1, dispersion, power);
        for (double side : new double[] {-1, 1}) {
          // Cornish and Fisher (1938): skewness is power sd / mean; the next term is dispersion.
          double expected = d.sd() * (side * z + power * d.sd() * (z * z - 1) / 6);
          double found = d.quantile(side < 0 ? 0.05 : 0.95) - 1;
          assertEquals(expected, found, 5 * d.sd() * dispersion + 4e-15, d + ", " + side);
        }
      }
    }
  }

  static Stream<Averaged> averages() {
    SplittableRandom random = new SplittableRandom(11);
    List<Distribution> draws =
        Stream.generate(
                () ->
                    (Distribution)
                        new Tweedie(
                            200 * Math.exp(random.nextGaussian() / 4),
                            40 * Math.exp(random.nextGaussian() / 4),
                            1.5))
            .limit(12)
            .toList();
    return Stream.of(
        new Averaged(draws),
        new Averaged(List.of(new Tweedie(0.2, 1, 1.5), new Tweedie(2, 1, 1.5))),
        new Averaged(List.of(new Tweedie(3, 2, 1.9), new Tweedie(3, 0.4, 1.02))),
        new Averaged(List.of(new Tweedie(5, 1e-3, 1.4), new Tweedie(0.5, 1e-3, 1.4))));
  }

  @ParameterizedTest
  @MethodSource("averages")
  void anAverageHasTheQuantilesAndTheScoreOfItsDistributionFunction(Averaged d) {
    double zero = d.cdf(0);
    assertEquals(0, d.quantile(zero));
    for (double p : new double[] {0.025, 0.3, 0.9, 0.9999}) {
      double q = d.quantile(zero + p * (1 - zero));
      assertEquals(zero + p * (1 - zero), d.cdf(q), 1e-12);
    }
    for (double y : new double[] {-2.5, 0, 0.4 * d.mean(), d.mean() + 3 * d.sd()}) {
      double last = Math.max(y, d.mean() + 30 * d.sd());
      double middle = Math.pow(Math.max(0, y) / last, 0.25);
      double sum = Math.max(0, -y);
      sum += simpson(w -> square(d.cdf(last * Math.pow(w, 4))) * 4 * last * w * w * w, 0, middle);
      sum +=
          simpson(w -> square(1 - d.cdf(last * Math.pow(w, 4))) * 4 * last * w * w * w, middle, 1);
      assertEquals(sum, d.crps(y), 1e-6 * (d.mean() + Math.abs(y)), "at " + y);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theScoreOfOneIsThatOfAnAverageOfEquals(Tweedie d) {
    assertEquals(d.crps(1), new Averaged(List.of(d, d, d)).crps(1), 1e-9 * (d.mean() + 1));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theDifferenceOfTwoDrawsIsASumOverPairsOfNumbersOfSummands(Tweedie d) {
    double sum = 0;
    double lambda = -d.logDensity(0);
    double shape = (2 - d.power()) / (d.power() - 1);
    double scale = d.dispersion() * (d.power() - 1) * Math.pow(d.mean(), d.power() - 1);
    assumeTrue(lambda < 100, "too many pairs; the score is its integral all the same");
    double last = lambda + 12 * Math.sqrt(lambda) + 40;
    for (double n = 0; n <= last; n++) {
      double own = Math.exp(TweedieSeries.logPoisson(Math.max(n, 1e-300), lambda));
      own = n == 0 ? d.zero() : own;
      for (double m = 0; m < n; m++) {
        double other = m == 0 ? d.zero() : Math.exp(TweedieSeries.logPoisson(m, lambda));
        sum += own * other * scale * (m == 0 ? n * shape : apart(n * shape, m * shape));
      }
      sum += n == 0 ? 0 : own * own / 2 * scale * apart(n * shape, n * shape);
    }
    double found = new TweediePairs(List.of(d)).difference();
    assertEquals(sum, found, 1e-8 * sum);
  }

  /**
   * E|A - B| of gammas of shapes a and b, (a - b) (2 I(1/2; b, a) - 1) + 4 2^-(a + b) / B(a, b), I
   * the regularised incomplete beta function.
   */
  private static double apart(double a, double b) {
    double equal = Math.exp(-(a + b) * Math.log(2) - LogBeta.value(a, b));
    return (a - b) * (2 * RegularizedBeta.value(0.5, b, a) - 1) + 4 * equal;
  }

  @Test
  void drawsOfPartsFarApartAreFarApart() {
    // Means 500 deviations apart: E|Y - Y'| / 2 is a quarter of their distance and what each has.
    Tweedie low = new Tweedie(10, 1e-5, 1.5);
    Tweedie high = new Tweedie(20, 1e-5, 1.5);
    double own =
        new TweediePairs(List.of(low)).difference() + new TweediePairs(List.of(high)).difference();
    double all = new TweediePairs(List.of(low, high)).difference();
    assertEquals(2.5 + own / 4, all, 1e-9);
  }

  @Test
  void anAverageWithAStepAtZeroHasItsQuantiles() {
    Averaged averaged = new Averaged(List.of(new Tweedie(0.2, 1, 1.5), new Tweedie(2, 1, 1.5)));
    double zero = averaged.cdf(0);
    assertEquals(0, averaged.quantile(zero - 0.01));
    double q = averaged.quantile(zero + 0.05);
    assertTrue(q > 0);
    assertEquals(zero + 0.05, averaged.cdf(q), 1e-9);
  }

  @Test
  void otherPowersAreRefused() {
    assertEquals(
        "power must be between 1 and 2, got 2.0",
        assertThrows(IllegalArgumentException.class, () -> new Tweedie(1, 1, 2)).getMessage());
  }
}

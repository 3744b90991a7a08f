package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every distribution promises, against numerical integrals and sums. */
final class DistributionContractTest {
  private static final double[] LEVELS = {1e-9, 0.001, 0.05, 0.3, 0.5, 0.77, 0.95, 0.9999};

  static Stream<Distribution> continuous() {
    return Stream.of(
        new Normal(1.5, 0.3),
        new Normal(-200, 40),
        new StudentT(0, 1, 2.5),
        new StudentT(12, 7, 4),
        new StudentT(-3, 0.01, 9000),
        new Gamma(3, 1),
        new Gamma(0.02, 0.1),
        new Gamma(50, 2.5),
        new Beta(-0.4, 30),
        new Beta(2.2, 200),
        NormalMixture.ofLogits(new double[] {0}, new double[] {2}, new double[] {3}),
        NormalMixture.ofLogits(
            new double[] {1, -1, 0}, new double[] {-5, 0, 20}, new double[] {0.5, 1, 8}),
        logMixture(new double[] {0}, new double[] {-1}, new double[] {0.4}),
        logMixture(new double[] {1, 0}, new double[] {3, 4}, new double[] {0.1, 0.5}),
        new Lifetime(Residual.GUMBEL, 0.5, 0.3),
        new Lifetime(Residual.GUMBEL, 3, 0.8),
        new Lifetime(Residual.NORMAL, -1, 0.4),
        new Lifetime(Residual.LOGISTIC, 2, 0.1),
        new Averaged(List.of(new StudentT(0, 1, 5), new StudentT(3, 2, 8))),
        new Averaged(List.of(new Gamma(3, 1), new Gamma(4, 0.5), new Gamma(3.5, 0.2))));
  }

  static Stream<Distribution> discrete() {
    return Stream.of(
        new Bernoulli(0),
        new Bernoulli(-3.2),
        Categorical.ofLogits(0.3, -2, 1, 0),
        Ordinal.ofLogits(0.3, -2, 1, 0),
        new Poisson(0.2),
        new Poisson(3.7),
        new Poisson(40),
        new Poisson(1800),
        new NegativeBinomial(0.3, 4),
        new NegativeBinomial(7, 0.5),
        new NegativeBinomial(25, 1e-4),
        new NegativeBinomial(300, 1.3),
        new ZeroInflated(-0.8, new Poisson(3.7)),
        new ZeroInflated(-9, new Poisson(0.2)),
        new ZeroInflated(0.4, new NegativeBinomial(7, 0.5)),
        rounded(new double[] {0}, new double[] {5.4}, new double[] {0.6}),
        rounded(new double[] {0}, new double[] {3}, new double[] {1e-3}),
        rounded(new double[] {0}, new double[] {2.5}, new double[] {0.02}),
        rounded(new double[] {0}, new double[] {-70.3}, new double[] {30}),
        rounded(new double[] {1, -1, 0}, new double[] {-5.2, 0, 20}, new double[] {0.5, 1, 8}),
        new Averaged(List.of(new Poisson(3), new Poisson(5.5), new Poisson(0.4))),
        new Averaged(
            List.of(
                new ZeroInflated(-0.8, new Poisson(3.7)), new ZeroInflated(0.4, new Poisson(6)))),
        new Averaged(List.of(new NegativeBinomial(7, 0.5), new NegativeBinomial(9, 0.1))));
  }

  private static LogMixture logMixture(double[] logits, double[] means, double[] sds) {
    return new LogMixture(NormalMixture.ofLogits(logits, means, sds));
  }

  private static Rounded rounded(double[] logits, double[] means, double[] sds) {
    return new Rounded(NormalMixture.ofLogits(logits, means, sds));
  }

  static Stream<Distribution> all() {
    return Stream.concat(continuous(), discrete());
  }

  @ParameterizedTest
  @MethodSource("all")
  void densitySumsToOne(Distribution d) {
    assertEquals(1, expectation(d, y -> 1), 1e-9);
  }

  @ParameterizedTest
  @MethodSource("all")
  void meanAndDeviationAreThoseOfTheDensity(Distribution d) {
    assertEquals(d.mean(), expectation(d, y -> y), 1e-8 * d.sd());
    double mean = d.mean();
    double variance = expectation(d, y -> (y - mean) * (y - mean));
    assertEquals(d.sd(), Math.sqrt(variance), 2e-5 * d.sd());
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void cdfIsTheIntegralOfTheDensity(Distribution d) {
    for (int i = 1; i < LEVELS.length; i++) {
      double from = d.quantile(LEVELS[i - 1]);
      double to = d.quantile(LEVELS[i]);
      double integral = Quadrature.between(y -> Math.exp(d.logDensity(y)), from, to);
      assertEquals(integral, d.cdf(to) - d.cdf(from), 1e-11);
      assertEquals(d.cdf(to), d.cdfBelow(to));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void betweenTwoEndsIsWhatTheCdfRisesByAndAboveOneItOnlyFalls(Distribution d) {
    double before = Double.NEGATIVE_INFINITY;
    double survived = 0;
    for (double p : LEVELS) {
      double y = d.quantile(p);
      if (y == before) {
        continue; // a discrete one has few values
      }
      double rise = d.cdf(y) - d.cdf(before);
      assertEquals(rise, Math.exp(d.logBetween(before, y)), 1e-12 + 1e-10 * rise);
      double above = d.logBetween(y, Double.POSITIVE_INFINITY);
      assertEquals(1 - d.cdf(y), Math.exp(above), 1e-12);
      assertTrue(above <= survived, "S falls, got " + above + " after " + survived);
      survived = above;
      before = y;
    }
  }

  @ParameterizedTest
  @EnumSource(Residual.class)
  void aCensoredTimeKeepsItsDigitsInBothTails(Residual residual) {
    Lifetime d = new Lifetime(residual, 2, 0.5);
    for (double t : new double[] {-60, -20, -5, 0, 3, 8, 20}) {
      double y = Math.exp(2 + 0.5 * t);
      double next = Math.exp(2 + 0.5 * (t + 1e-5));
      double below = d.logBetween(0, y);
      double above = d.logBetween(y, Double.POSITIVE_INFINITY);
      assertTrue(Double.isFinite(below) && below <= 0, t + " " + below);
      assertTrue(Double.isFinite(above) && above <= 0, t + " " + above);
      // A narrow interval has about the density of its middle.
      double expected = d.logDensity((y + next) / 2) + Math.log(next - y);
      double between = d.logBetween(y, next);
      assertTrue(Double.isFinite(between), t + " " + between);
      if (t <= 3) {
        assertEquals(expected, between, 1e-6 * (1 + Math.abs(expected)));
      }
    }
    assertEquals(Math.log1p(-d.cdf(9)), d.logBetween(9, Double.POSITIVE_INFINITY), 1e-13);
    assertEquals(0, d.logBetween(0, Double.POSITIVE_INFINITY));
    assertEquals(Double.NEGATIVE_INFINITY, d.logBetween(-3, 0));
  }

  @Test
  void aLogLogisticHasTheMomentsThatItHas() {
    Lifetime wide = new Lifetime(Residual.LOGISTIC, 1, 0.6);
    assertEquals(1, wide.moments());
    assertTrue(Double.isFinite(wide.mean()) && wide.mean() < 1e9 && wide.sd() > 1e40);
    Lifetime wider = new Lifetime(Residual.LOGISTIC, 1, 1.3);
    assertEquals(0, wider.moments());
    assertEquals(0, new Averaged(List.of(wide, wider)).moments());
    assertEquals(2, new Lifetime(Residual.GUMBEL, 1, 3).moments());
    assertTrue(wider.mean() > 1e40 && Double.isFinite(wider.mean()));
    assertEquals(Math.E, wider.quantile(0.5), 1e-14);
    for (double y : new double[] {0.01, 2, 40}) {
      // Continuous in the scale, at 1 of which the closed form ends.
      double closed = new Lifetime(Residual.LOGISTIC, 1, 1 - 1e-7).crps(y);
      assertEquals(closed, new Lifetime(Residual.LOGISTIC, 1, 1).crps(y), 1e-5 * closed);
      double integral =
          Quadrature.between(t -> wider.cdf(t) * wider.cdf(t), 0, y)
              + Quadrature.half(t -> Math.pow(1 - wider.cdf(t), 2), y, 10);
      assertEquals(integral, wider.crps(y), 1e-3 * integral);
    }
    assertEquals(Double.POSITIVE_INFINITY, new Lifetime(Residual.LOGISTIC, 1, 2).crps(3));
  }

  @ParameterizedTest
  @MethodSource("discrete")
  void cdfIsTheSumOfTheProbabilities(Distribution d) {
    double sum = 0;
    for (int y = first(d); y <= last(d); y++) {
      assertEquals(sum, d.cdfBelow(y), 1e-11);
      sum += Math.exp(d.logDensity(y));
      assertEquals(sum, d.cdf(y), 1e-11);
      assertEquals(sum, d.cdf(y + 0.5), 1e-11);
    }
    assertEquals(0, d.cdf(first(d) - 1), 1e-15);
    assertEquals(0, d.cdf(first(d) - 0.5), 1e-15);
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void quantileInvertsCdf(Distribution d) {
    for (double p : LEVELS) {
      assertEquals(p, d.cdf(d.quantile(p)), 1e-13 + 1e-11 * p);
    }
  }

  @ParameterizedTest
  @MethodSource("discrete")
  void quantileIsTheLeastValueThatReachesTheLevel(Distribution d) {
    for (double p : LEVELS) {
      double y = d.quantile(p);
      assertTrue(d.cdf(y) >= p && d.cdfBelow(y) < p, "p = " + p + ", y = " + y);
    }
    assertEquals(d instanceof Rounded ? Double.NEGATIVE_INFINITY : 0, d.quantile(0));
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void crpsIsItsIntegral(Distribution d) {
    double far = d.mean() + 9 * d.sd();
    for (double y : new double[] {d.quantile(0.0005), d.quantile(0.4), far, -2.5}) {
      double tolerance = d instanceof Averaged ? 1e-5 : 1e-8;
      assertEquals(crpsIntegral(d, y), d.crps(y), tolerance * (d.sd() + Math.abs(y)));
    }
  }

  @ParameterizedTest
  @MethodSource("discrete")
  void crpsIsItsSum(Distribution d) {
    // Half a Brier score for a categorical: see ClassDistributionTest.
    if (d instanceof Categorical) {
      return;
    }
    double far = Math.rint(d.mean() + 9 * d.sd());
    double[] places = {-2.5, 0, d.quantile(0.4), far};
    if (d instanceof Ordinal) {
      places = new double[] {0, 1, 2, 3};
    } else if (d instanceof Bernoulli) {
      places = new double[] {0, 1};
    }
    for (double y : places) {
      double sum = 0;
      int from = (int) Math.min(Math.floor(y), first(d));
      for (int k = from; k <= Math.max(y, last(d)); k++) {
        double under = Math.max(0, Math.min(1, y - k));
        sum += under * d.cdf(k) * d.cdf(k) + (1 - under) * (1 - d.cdf(k)) * (1 - d.cdf(k));
      }
      assertEquals(sum, d.crps(y), 1e-9 * (d.sd() + Math.abs(y)));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void drawsHaveTheMean(Distribution d) {
    SplittableRandom random = new SplittableRandom(7);
    int draws = 4000;
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      sum += d.sample(random);
    }
    assertEquals(d.mean(), sum / draws, 4 * d.sd() / Math.sqrt(draws));
  }

  @ParameterizedTest
  @MethodSource("all")
  void quantileRefusesALevelOutsideTheUnitInterval(Distribution d) {
    var error = assertThrows(IllegalArgumentException.class, () -> d.quantile(1.5));
    assertEquals("p must be in [0, 1], got 1.5", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> d.quantile(Double.NaN));
  }

  private static boolean discrete(Distribution d) {
    Distribution kind = kind(d);
    return kind instanceof Poisson
        || kind instanceof NegativeBinomial
        || kind instanceof ZeroInflated
        || kind instanceof Rounded
        || kind instanceof ClassDistribution;
  }

  /** Whether the density begins at 0, near which it may be large. */
  private static boolean positive(Distribution d) {
    return kind(d) instanceof Gamma || kind(d) instanceof Lifetime;
  }

  private static Distribution kind(Distribution d) {
    return d instanceof Averaged averaged ? averaged.parts().get(0) : d;
  }

  private static int first(Distribution d) {
    return d instanceof Rounded ? (int) d.quantile(1e-15) - 100 : 0;
  }

  private static int last(Distribution d) {
    return d instanceof ClassDistribution c ? c.classes() - 1 : (int) d.quantile(1 - 1e-15) + 100;
  }

  private static double expectation(Distribution d, DoubleUnaryOperator f) {
    DoubleUnaryOperator g = y -> f.applyAsDouble(y) * Math.exp(d.logDensity(y));
    if (discrete(d)) {
      double sum = 0;
      for (int y = first(d); y <= last(d); y++) {
        sum += g.applyAsDouble(y);
      }
      return sum;
    }
    double median = d.quantile(0.5);
    double left =
        positive(d) ? Quadrature.between(g, 0, median) : Quadrature.half(g, median, -d.sd());
    return left + Quadrature.half(g, median, d.sd());
  }

  private static double crpsIntegral(Distribution d, double y) {
    DoubleUnaryOperator square = t -> t < y ? d.cdf(t) * d.cdf(t) : (1 - d.cdf(t)) * (1 - d.cdf(t));
    double[] breaks =
        Stream.of(1e-4, 0.1, 0.3, 0.5, 0.7, 0.9, 0.9999).mapToDouble(d::quantile).toArray();
    double least = positive(d) ? 0 : breaks[0];
    breaks =
        DoubleStream.concat(DoubleStream.of(breaks), DoubleStream.of(y, least)).sorted().toArray();
    double sum = Quadrature.half(square, breaks[breaks.length - 1], d.sd());
    sum += positive(d) ? 0 : Quadrature.half(square, breaks[0], -d.sd());
    for (int i = 1; i < breaks.length; i++) {
      sum += Quadrature.between(square, breaks[i - 1], breaks[i]);
    }
    return sum;
  }
}

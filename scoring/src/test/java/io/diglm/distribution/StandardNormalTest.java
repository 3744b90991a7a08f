package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Golden numbers: mpmath, 40 digits, erfc(-x / sqrt(2)) / 2 and its root. */
@SuppressWarnings("FloatingPointLiteralPrecision")
final class StandardNormalTest {
  private static final double RELATIVE = 4e-15;

  private static final double[][] CDF = {
    {-37, 5.72557122252457682e-300},
    {-20, 2.7536241186062337e-89},
    {-8, 6.22096057427178412e-16},
    {-5.7, 5.99037140106352819e-9},
    {-5.6, 1.07175902583109293e-8},
    {-3, 0.00134989803163009453},
    {-1.25, 0.105649773666855258},
    {-0.675, 0.249837882471776997},
    {-0.6, 0.274253117750073588},
    {-0.1, 0.460172162722971016},
    {0.3, 0.617911422188952633},
    {0.7, 0.758036347776926971},
    {2, 0.977249868051820793},
    {6, 0.999999999013412355}
  };

  private static final double[][] QUANTILE = {
    {1e-300, -37.0470962993611992},
    {1e-100, -21.2734535609653243},
    {1e-20, -9.26234008979840758},
    {1e-12, -7.03448382530113193},
    {1e-5, -4.26489079392282461},
    {0.01, -2.32634787404084109},
    {0.07, -1.47579102817917069},
    {0.075, -1.43953147093845593},
    {0.08, -1.40507156030963254},
    {0.2, -0.841621233572914166},
    {0.4, -0.253347103135799741}
  };

  @Test
  void cdfAgreesWithGoldenNumbers() {
    for (double[] golden : CDF) {
      assertEquals(golden[1], StandardNormal.cdf(golden[0]), RELATIVE * golden[1]);
    }
  }

  @Test
  void quantileAgreesWithGoldenNumbers() {
    for (double[] golden : QUANTILE) {
      double tolerance = RELATIVE * Math.abs(golden[1]);
      assertEquals(golden[1], StandardNormal.quantile(golden[0]), tolerance);
    }
  }

  @Test
  void cdfReachesItsEndsAtHugeAndInfiniteValues() {
    for (double x : new double[] {50, 1e160, Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
      assertEquals(0, StandardNormal.cdf(-x));
      assertEquals(1, StandardNormal.cdf(x));
    }
  }

  @Test
  void quantileUndoesCdf() {
    for (double x = -37; x < 5; x += 0.01) {
      // Near 1 the spacing of doubles limits what a probability can say of x.
      double tolerance = 1e-14 * Math.max(1, -x) + 4e-16 / Math.exp(StandardNormal.logDensity(x));
      double limit = x < 0 ? 1e-13 : tolerance;
      assertEquals(x, StandardNormal.quantile(StandardNormal.cdf(x)), limit);
    }
  }

  @Test
  void quantileIsInfiniteAtTheEndsAndNaNBeyond() {
    assertEquals(Double.NEGATIVE_INFINITY, StandardNormal.quantile(0));
    assertEquals(Double.POSITIVE_INFINITY, StandardNormal.quantile(1));
    assertTrue(Double.isNaN(StandardNormal.quantile(-0.1)));
    assertTrue(Double.isNaN(StandardNormal.quantile(1.1)));
    assertTrue(Double.isNaN(StandardNormal.quantile(Double.NaN)));
  }

  @Test
  void logDensityIntegratesToTheCdf() {
    double sum = 0;
    double step = 1e-3;
    for (double x = -9; x < 1; x += step) {
      sum += step * Math.exp(StandardNormal.logDensity(x + step / 2));
    }
    assertEquals(StandardNormal.cdf(1), sum, 1e-7);
  }

  @Test
  void hazardIsTheSlopeOfLogCdf() {
    for (double x = -30; x < 8; x += 0.37) {
      double step = 1e-5;
      double slope =
          (StandardNormal.logCdf(x + step) - StandardNormal.logCdf(x - step)) / (2 * step);
      assertEquals(slope, StandardNormal.hazard(x), 1e-7 * Math.max(1, slope));
    }
    assertEquals(1e8, StandardNormal.hazard(-1e8), 1e-7);
    assertEquals(0, StandardNormal.hazard(1e8));
  }
}

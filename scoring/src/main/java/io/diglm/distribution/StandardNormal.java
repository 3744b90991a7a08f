package io.diglm.distribution;

/**
 * The standard normal distribution N(0, 1): density, distribution function and its inverse, with a
 * relative error of about 1e-15.
 */
// Constants have all the digits that their sources print.
@SuppressWarnings("FloatingPointLiteralPrecision")
public final class StandardNormal {
  /** log sqrt(2 pi). */
  public static final double LOG_ROOT_TWO_PI = 0.918938533204672741780329736406;

  private static final double ROOT_HALF = 0.707106781186547524400844362105;
  static final double ONE_OVER_ROOT_TWO_PI = 0.398942280401432677939946059934;

  private StandardNormal() {}

  /**
   * {@return log phi(x) = -x^2 / 2 - log sqrt(2 pi), in nats}
   *
   * @param x any number
   */
  public static double logDensity(double x) {
    return -0.5 * x * x - LOG_ROOT_TWO_PI;
  }

  /**
   * {@return Phi(x) with high relative accuracy in the lower tail; Phi(-x) is the upper tail}
   *
   * <p>Rational approximations of Cody (1969), "Rational Chebyshev approximations for the error
   * function", as arranged in his ANORM (1993).
   *
   * @param x any number
   */
  public static double cdf(double x) {
    double y = Math.abs(x);
    if (y <= 0.67448975) {
      return 0.5 + centralExcess(x);
    }
    double tail = tail(y);
    return x < 0 ? tail : 1 - tail;
  }

  /**
   * Returns Phi(x), which agrees with {@link #cdf} to within some units in the last place.
   *
   * @param bell e^(-x^2 / 2), which callers need for a density too
   */
  static double cdf(double x, double bell) {
    double y = Math.abs(x);
    if (y <= 0.67448975) {
      return 0.5 + centralExcess(x);
    }
    double tail = bell == 0 ? 0 : bell * (y <= 8 * ROOT_HALF ? middle(y) : far(y));
    return x < 0 ? tail : 1 - tail;
  }

  /**
   * {@return log Phi(x) in nats, which is finite whenever x^2 is finite}
   *
   * @param x any number
   */
  public static double logCdf(double x) {
    if (x > 0) {
      return Math.log1p(-cdf(-x));
    }
    return x > -8 * ROOT_HALF ? Math.log(cdf(x)) : Math.log(far(-x)) - 0.5 * x * x;
  }

  /**
   * {@return phi(x) / Phi(x), the slope of {@link #logCdf}; about -x far below 0}
   *
   * @param x any number
   */
  public static double hazard(double x) {
    return x > -8 * ROOT_HALF ? Math.exp(logDensity(x)) / cdf(x) : ONE_OVER_ROOT_TWO_PI / far(-x);
  }

  /**
   * {@return Phi^-1(p): -infinity at 0, infinity at 1, NaN outside}
   *
   * <p>Algorithm AS 241, PPND16, of Wichura (1988), "The percentage points of the normal
   * distribution".
   *
   * @param p a probability
   */
  public static double quantile(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return q * centralNumerator(r) / centralDenominator(r);
    }
    if (p <= 0 || p >= 1) {
      return p == 0 ? Double.NEGATIVE_INFINITY : p == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    double r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
    double x = r <= 5 ? nearTail(r - 1.6) : farTail(r - 5);
    return q < 0 ? -x : x;
  }

  private static double centralExcess(double x) {
    double s = x * x;
    double top = 0.065682337918207449113;
    top = top * s + 2.2352520354606839287;
    top = top * s + 161.02823106855587881;
    top = top * s + 1067.6894854603709582;
    top = top * s + 18154.981253343561249;
    double bottom = s + 47.20258190468824187;
    bottom = bottom * s + 976.09855173777669322;
    bottom = bottom * s + 10260.932208618978205;
    bottom = bottom * s + 45507.789335026729956;
    return x * top / bottom;
  }

  /** Phi(-y) for y above the quartile. */
  private static double tail(double y) {
    if (y > 39) {
      return 0; // less than the least double, and y^2 may overflow
    }
    double factor = y <= 8 * ROOT_HALF ? middle(y) : far(y);
    // exp(-y^2 / 2) in two factors, the first of them exact, because y^2 alone loses digits.
    double coarse = Math.rint(y * 16) / 16;
    double rest = (y - coarse) * (y + coarse);
    return Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * rest) * factor;
  }

  private static double middle(double y) {
    double top = 1.0765576773720192317e-8;
    top = top * y + 0.39894151208813466764;
    top = top * y + 8.8831497943883759412;
    top = top * y + 93.506656132177855979;
    top = top * y + 597.27027639480026226;
    top = top * y + 2494.5375852903726711;
    top = top * y + 6848.1904505362823326;
    top = top * y + 11602.651437647350124;
    top = top * y + 9842.7148383839780218;
    double bottom = y + 22.266688044328115691;
    bottom = bottom * y + 235.38790178262499861;
    bottom = bottom * y + 1519.377599407554805;
    bottom = bottom * y + 6485.558298266760755;
    bottom = bottom * y + 18615.571640885098091;
    bottom = bottom * y + 34900.952721145977266;
    bottom = bottom * y + 38912.003286093271411;
    bottom = bottom * y + 19685.429676859990727;
    return top / bottom;
  }

  private static double far(double y) {
    double s = 1 / (y * y);
    double top = 0.02307344176494017303;
    top = top * s + 0.21589853405795699;
    top = top * s + 0.1274011611602473639;
    top = top * s + 0.022235277870649807;
    top = top * s + 0.001421619193227893466;
    top = top * s + 2.9112874951168792e-5;
    double bottom = s + 1.28426009614491121;
    bottom = bottom * s + 0.468238212480865118;
    bottom = bottom * s + 0.0659881378689285515;
    bottom = bottom * s + 0.00378239633202758244;
    bottom = bottom * s + 7.29751555083966205e-5;
    return (ONE_OVER_ROOT_TWO_PI - s * top / bottom) / y;
  }

  private static double centralNumerator(double r) {
    double a = 2509.0809287301226727;
    a = a * r + 33430.575583588128105;
    a = a * r + 67265.770927008700853;
    a = a * r + 45921.953931549871457;
    a = a * r + 13731.693765509461125;
    a = a * r + 1971.5909503065514427;
    a = a * r + 133.14166789178437745;
    return a * r + 3.387132872796366608;
  }

  private static double centralDenominator(double r) {
    double b = 5226.495278852545925;
    b = b * r + 28729.085735721942674;
    b = b * r + 39307.89580009271061;
    b = b * r + 21213.794301586595867;
    b = b * r + 5394.1960214247511077;
    b = b * r + 687.1870074920579083;
    b = b * r + 42.313330701600911252;
    return b * r + 1;
  }

  private static double nearTail(double r) {
    double c = 7.7454501427834140764e-4;
    c = c * r + 0.0227238449892691845833;
    c = c * r + 0.24178072517745061177;
    c = c * r + 1.27045825245236838258;
    c = c * r + 3.64784832476320460504;
    c = c * r + 5.7694972214606914055;
    c = c * r + 4.6303378461565452959;
    c = c * r + 1.42343711074968357734;
    double d = 1.05075007164441684324e-9;
    d = d * r + 5.475938084995344946e-4;
    d = d * r + 0.0151986665636164571966;
    d = d * r + 0.14810397642748007459;
    d = d * r + 0.68976733498510000455;
    d = d * r + 1.6763848301838038494;
    d = d * r + 2.05319162663775882187;
    return c / (d * r + 1);
  }

  private static double farTail(double r) {
    double e = 2.01033439929228813265e-7;
    e = e * r + 2.71155556874348757815e-5;
    e = e * r + 0.0012426609473880784386;
    e = e * r + 0.026532189526576123093;
    e = e * r + 0.29656057182850489123;
    e = e * r + 1.7848265399172913358;
    e = e * r + 5.4637849111641143699;
    e = e * r + 6.6579046435011037772;
    double f = 2.04426310338993978564e-15;
    f = f * r + 1.4215117583164458887e-7;
    f = f * r + 1.8463183175100546818e-5;
    f = f * r + 7.868691311456132591e-4;
    f = f * r + 0.0148753612908506148525;
    f = f * r + 0.13692988092273580531;
    f = f * r + 0.59983220655588793769;
    return e / (f * r + 1);
  }
}

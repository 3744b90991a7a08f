package io.diglm.glm;

import io.diglm.distribution.Bounds;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/** Student-t; eta = [location, log scale, raw], nu = 2 + softplus(raw) degrees of freedom. */
record StudentT(double scale) implements Family {

  private static double degreesSlope(double raw) {
    return Links.within(raw, -Bounds.LOG_SCALE, Bounds.DEGREES - 2) * Links.sigmoid(raw);
  }

  /** As log p(y|eta) is -log(1 + t^2 / nu) (nu + 1) / 2, less the log-scale, plus a constant. */
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double logScale = Links.logScale(eta[at + 1]);
    double rate = Math.exp(-logScale);
    double t = (y - eta[at]) * rate;
    double nu = Bounds.degrees(eta[at + 2]);
    double tail = Math.log1p(t * t / nu);
    double pull = (nu + 1) * t / (nu + t * t);
    Constant constant = Constant.of(nu);
    byEta[at] = pull * rate;
    byEta[at + 1] = (pull * t - 1) * Links.logScaleSlope(eta[at + 1]);
    double byDegrees = constant.slope - 0.5 * tail + 0.5 * pull * t / nu;
    byEta[at + 2] = byDegrees * degreesSlope(eta[at + 2]);
    return constant.value - (nu + 1) / 2 * tail - logScale - Math.log(scale);
  }

  /**
   * What of log p(y|eta) depends on the degrees of freedom alone, and its slope by them. The last
   * is kept: the rows of a model share nu.
   */
  private record Constant(double nu, double value, double slope) {
    private static volatile Constant last = new Constant(Double.NaN, 0, 0);

    static Constant of(double nu) {
      Constant known = last;
      if (known.nu != nu) {
        double half = nu / 2;
        double value =
            LogGamma.value(half + 0.5) - LogGamma.value(half) - 0.5 * Math.log(Math.PI * nu);
        double slope = 0.5 * (Digamma.value(half + 0.5) - Digamma.value(half) - 1 / nu);
        known = new Constant(nu, value, slope);
        last = known;
      }
      return known;
    }
  }
}

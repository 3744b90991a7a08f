package io.diglm.glm;

import io.diglm.distribution.Bounds;
import io.diglm.torch.Tensors;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.bytedeco.pytorch.Tensor;

/** Student-t; eta = [location, log scale, raw], nu = 2 + softplus(raw) degrees of freedom. */
record StudentT(double scale) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logScale = Links.logScale(eta.select(1, 1));
    Tensor t = y.sub(eta.select(1, 0)).mul(logScale.neg().exp());
    Tensor half = Tensors.times(degrees(eta.select(1, 2)), 0.5);
    Tensor next = Tensors.plus(half, 0.5);
    Tensor tail = t.square().div(Tensors.times(half, 2)).log1p().mul(next);
    Tensor constant = next.lgamma().sub(half.lgamma()).sub(Tensors.times(half.log(), 0.5));
    // nu = 2 half, so that log sqrt(pi nu) is half of log(half) + log(2 pi).
    double rest = -0.5 * Math.log(2 * Math.PI) - Math.log(scale);
    return Tensors.plus(constant.sub(tail).sub(logScale), rest);
  }

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

  private static Tensor degrees(Tensor raw) {
    Tensor clamped = Tensors.clamp(raw, -Bounds.LOG_SCALE, Bounds.DEGREES - 2);
    return Tensors.plus(Links.softplus(clamped), 2);
  }
}

package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.StudentT;
import java.util.List;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Student-t with more than 2 degrees of freedom, the same for all rows; eta = [location, log scale,
 * raw], nu = 2 + softplus(raw).
 */
final class StudentTFamily implements Family {
  @Override
  public List<Link> links() {
    return List.of(Link.IDENTITY);
  }

  @Override
  public int predictors(int count) {
    return 3;
  }

  @Override
  public int linearPredictors(int count, boolean modelled) {
    return modelled ? 2 : 1;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    return new StudentT(
        head.location(eta[at]), head.deviation(eta[at + 1]), Bounds.degrees(eta[at + 2]));
  }

  /** As log p(y|eta) is -log(1 + t^2 / nu) (nu + 1) / 2, less the log-scale, plus a constant. */
  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double logScale = Bounds.logScale(eta[at + 1]);
    double rate = Math.exp(-logScale);
    double t = (y - eta[at]) * rate;
    double nu = Bounds.degrees(eta[at + 2]);
    double tail = Math.log1p(t * t / nu);
    double pull = (nu + 1) * t / (nu + t * t);
    Constant constant = Constant.of(nu);
    byEta[at] = pull * rate;
    byEta[at + 1] = (pull * t - 1) * Bounds.logScaleSlope(eta[at + 1]);
    double byDegrees = constant.slope - 0.5 * tail + 0.5 * pull * t / nu;
    byEta[at + 2] = byDegrees * Bounds.degreesSlope(eta[at + 2]);
    return constant.value - (nu + 1) / 2 * tail - logScale - Math.log(head.scale());
  }

  /**
   * What of log p(y|eta) depends on the degrees of freedom alone, and its slope by them. The last
   * of each thread is kept: the rows of a model share nu.
   */
  private record Constant(double nu, double value, double slope) {
    private static final ThreadLocal<Constant> LAST =
        ThreadLocal.withInitial(() -> new Constant(Double.NaN, 0, 0));

    static Constant of(double nu) {
      Constant known = LAST.get();
      if (known.nu != nu) {
        double half = nu / 2;
        double value =
            LogGamma.value(half + 0.5) - LogGamma.value(half) - 0.5 * Math.log(Math.PI * nu);
        double slope = 0.5 * (Digamma.value(half + 0.5) - Digamma.value(half) - 1 / nu);
        known = new Constant(nu, value, slope);
        LAST.set(known);
      }
      return known;
    }
  }

  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    bias[2] = 1.5;
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers();
  }

  @Override
  public boolean standardised() {
    return true;
  }

  @Override
  public String words(int count) {
    return "Student-t";
  }
}

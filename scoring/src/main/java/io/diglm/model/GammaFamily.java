package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Gamma;
import java.util.List;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/** y above 0 with variance phi mean^2; eta = [g(mean), log phi]; shape 1 / phi, scale phi mean. */
final class GammaFamily implements Family {
  /** The canonical link, INVERSE, lets the mean leave its range, and is not the first. */
  @Override
  public List<Link> links() {
    return List.of(Link.LOG, Link.SQRT, Link.INVERSE, Link.SOFTPLUS);
  }

  @Override
  public int predictors(int count) {
    return 2;
  }

  @Override
  public int linearPredictors(int count, boolean modelled) {
    return modelled ? 2 : 1;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    return new Gamma(head.positive(eta[at]), Bounds.scale(eta[at + 1]));
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double logPhi = Bounds.logScale(eta[at + 1]);
    double shape = Math.exp(-logPhi);
    double logY = Math.log(y);
    double logRatio = logY - Math.log(head.link().inverse(eta[at])) - logPhi;
    double ratio = Math.exp(logRatio);
    byEta[at] = (ratio - shape) * head.link().logMeanSlope(eta[at]);
    double byLogPhi = ratio - shape - shape * (logRatio - Digamma.value(shape));
    byEta[at + 1] = byLogPhi * Bounds.logScaleSlope(eta[at + 1]);
    return shape * logRatio - ratio - LogGamma.value(shape) - logY;
  }

  /** No optimiser finds quickly from a mean of 1 where the targets are. */
  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    bias[0] = head.link().of(mean);
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers() && target.least() > 0;
  }

  @Override
  public String words(int count) {
    return "Gamma";
  }
}

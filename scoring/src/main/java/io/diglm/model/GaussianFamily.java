package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Normal;
import io.diglm.distribution.StandardNormal;
import java.util.List;

/** N(mean, sd^2); eta = [g(mean), log sd]. */
final class GaussianFamily implements Family {
  @Override
  public List<Link> links() {
    return List.of(Link.IDENTITY, Link.LOG, Link.SOFTPLUS);
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
    return new Normal(head.location(head.link().inverse(eta[at])), head.deviation(eta[at + 1]));
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double logSd = Bounds.logScale(eta[at + 1]);
    double rate = Math.exp(-logSd);
    double t = (y - head.link().inverse(eta[at])) * rate;
    byEta[at] = t * rate * head.link().slope(eta[at]);
    byEta[at + 1] = (t * t - 1) * Bounds.logScaleSlope(eta[at + 1]);
    return StandardNormal.logDensity(t) - logSd - Math.log(head.scale());
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
    return "Gaussian";
  }
}

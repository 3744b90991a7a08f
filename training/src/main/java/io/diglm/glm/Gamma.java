package io.diglm.glm;

import io.diglm.model.Link;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/** y above 0 with variance phi mean^2; eta = [g(mean), log phi]; shape 1 / phi, scale phi mean. */
record Gamma(Link link) implements Family {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double logPhi = Links.logScale(eta[at + 1]);
    double shape = Math.exp(-logPhi);
    double logY = Math.log(y);
    double logRatio = logY - Math.log(link.inverse(eta[at])) - logPhi;
    double ratio = Math.exp(logRatio);
    byEta[at] = (ratio - shape) * Links.logMeanSlope(link, eta[at]);
    double byLogPhi = ratio - shape - shape * (logRatio - Digamma.value(shape));
    byEta[at + 1] = byLogPhi * Links.logScaleSlope(eta[at + 1]);
    return shape * logRatio - ratio - LogGamma.value(shape) - logY;
  }
}

package io.diglm.glm;

import io.diglm.distribution.StandardNormal;
import io.diglm.model.Link;

/** N(mean, sd^2); eta = [g(mean), log sd]. */
record Gaussian(Link link, double scale) implements Family {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double logSd = Links.logScale(eta[at + 1]);
    double rate = Math.exp(-logSd);
    double t = (y - link.inverse(eta[at])) * rate;
    byEta[at] = t * rate * Links.slope(link, eta[at]);
    byEta[at + 1] = (t * t - 1) * Links.logScaleSlope(eta[at + 1]);
    return StandardNormal.logDensity(t) - logSd - Math.log(scale);
  }
}

package io.diglm.glm;

import io.diglm.model.Link;
import org.apache.commons.numbers.gamma.LogGamma;

/** Poisson counts; eta = [g(mean)]. */
record Poisson(Link link) implements Family {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double mean = link.inverse(eta[at]);
    byEta[at] = (y - mean) * Links.logMeanSlope(link, eta[at]);
    return y * Math.log(mean) - mean - LogGamma.value(y + 1);
  }
}

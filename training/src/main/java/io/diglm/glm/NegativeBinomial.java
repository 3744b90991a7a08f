package io.diglm.glm;

import io.diglm.distribution.Bounds;
import io.diglm.model.Link;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/** Counts with variance mean + alpha mean^2; eta = [g(mean), log alpha]; size r = 1 / alpha. */
record NegativeBinomial(Link link) implements Family {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double logAlpha = Links.logScale(eta[at + 1]);
    double size = Math.exp(-logAlpha);
    double logOdds = Math.log(link.inverse(eta[at])) + logAlpha;
    double failure = -Bounds.softplus(logOdds);
    double byLogOdds = y * Links.sigmoid(-logOdds) - size * Links.sigmoid(logOdds);
    byEta[at] = byLogOdds * Links.logMeanSlope(link, eta[at]);
    double bySize = failure + Digamma.value(y + size) - Digamma.value(size);
    byEta[at + 1] = (byLogOdds - size * bySize) * Links.logScaleSlope(eta[at + 1]);
    double ways = LogGamma.value(y + size) - LogGamma.value(size) - LogGamma.value(y + 1);
    return ways - y * Bounds.softplus(-logOdds) + size * failure;
  }
}

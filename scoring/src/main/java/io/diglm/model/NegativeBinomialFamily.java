package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.NegativeBinomial;
import java.util.List;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/** Counts with variance mean + alpha mean^2; eta = [g(mean), log alpha]; size r = 1 / alpha. */
final class NegativeBinomialFamily implements Family {
  /** Not its canonical link, which lets the mean leave its range. */
  @Override
  public List<Link> links() {
    return List.of(Link.LOG, Link.SQRT, Link.SOFTPLUS);
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
    return new NegativeBinomial(head.positive(eta[at]), Bounds.scale(eta[at + 1]));
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double logAlpha = Bounds.logScale(eta[at + 1]);
    double size = Math.exp(-logAlpha);
    // P(success) = alpha mean / (1 + alpha mean), kept by its log-odds.
    double logOdds = Math.log(head.link().inverse(eta[at])) + logAlpha;
    double failure = -Bounds.softplus(logOdds);
    double byLogOdds = y * Bounds.sigmoid(-logOdds) - size * Bounds.sigmoid(logOdds);
    byEta[at] = byLogOdds * head.link().logMeanSlope(eta[at]);
    double bySize = failure + Digamma.value(y + size) - Digamma.value(size);
    byEta[at + 1] = (byLogOdds - size * bySize) * Bounds.logScaleSlope(eta[at + 1]);
    double ways = LogGamma.value(y + size) - LogGamma.value(size) - LogGamma.value(y + 1);
    return ways - y * Bounds.softplus(-logOdds) + size * failure;
  }

  /** No optimiser finds quickly from a mean of 1 where the targets are. */
  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    bias[0] = head.link().of(mean);
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers() && target.whole() && target.least() >= 0;
  }

  @Override
  public boolean counts() {
    return true;
  }

  @Override
  public String words(int count) {
    return "Negative binomial";
  }
}

package io.diglm.model;

import io.diglm.distribution.Beta;
import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import java.util.List;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Shares between 0 and 1 (Ferrari and Cribari-Neto 2004); eta = [g(mean), log precision], variance
 * mean (1 - mean) / (1 + precision).
 */
final class BetaFamily implements Family {
  @Override
  public List<Link> links() {
    return List.of(Link.LOGIT, Link.PROBIT, Link.CLOGLOG);
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
    return new Beta(head.link().logOdds(eta[at]), Bounds.scale(eta[at + 1]));
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double logOdds = head.link().logOdds(eta[at]);
    double mean = Bounds.sigmoid(logOdds);
    double rest = Bounds.sigmoid(-logOdds);
    double precision = Bounds.scale(eta[at + 1]);
    double a = mean * precision;
    double b = rest * precision;
    double logY = Math.log(y);
    double logRest = Math.log1p(-y);
    double byA = logY - Digamma.value(a);
    double byB = logRest - Digamma.value(b);
    byEta[at] = precision * (byA - byB) * mean * rest * head.link().logOddsSlope(eta[at]);
    double byLogPrecision = a * byA + b * byB + precision * Digamma.value(precision);
    byEta[at + 1] = byLogPrecision * Bounds.logScaleSlope(eta[at + 1]);
    return (a - 1) * logY + (b - 1) * logRest - LogBeta.value(a, b);
  }

  /** At the mean under the usual link, whose inverse every link is near in the middle. */
  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    if (head.link() == Link.LOGIT && mean > 0 && mean < 1) {
      bias[0] = Bounds.logOdds(Math.log(mean / (1 - mean)));
    }
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers() && target.least() > 0 && target.most() < 1;
  }

  @Override
  public String words(int count) {
    return "Beta";
  }
}

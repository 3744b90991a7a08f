package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.ZeroInflated;
import java.util.List;

/**
 * Counts with zeros of their own: those of another family, and with probability pi a structural 0
 * (Lambert 1992); eta = [those of the counts, log-odds of pi]. Where the dispersion is constant so
 * is pi.
 */
final class ZeroInflatedFamily implements Family {
  /** The share of structural zeros to start from has these log-odds. */
  private static final double START = -1;

  private final Family counts;
  private final String words;

  ZeroInflatedFamily(Family counts, String words) {
    this.counts = counts;
    this.words = words;
  }

  @Override
  public List<Link> links() {
    return counts.links();
  }

  @Override
  public int predictors(int count) {
    return counts.predictors(count) + 1;
  }

  @Override
  public int linearPredictors(int count, boolean modelled) {
    return modelled ? predictors(count) : 1;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    double logOdds = Bounds.logOdds(eta[at + counts.predictors(1)]);
    return new ZeroInflated(logOdds, counts.distribution(head, eta, at));
  }

  /**
   * With a = log f(y): for y = 0, log(pi + (1 - pi) e^a), whose slope by the log-odds is r - pi, r
   * the probability that the zero is structural; else log(1 - pi) + a.
   */
  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    int last = at + counts.predictors(1);
    double own = counts.logLikelihood(head, eta, at, y, byEta);
    double logOdds = Bounds.logOdds(eta[last]);
    double slope = Math.abs(eta[last]) < Bounds.LOG_ODDS ? 1 : 0;
    double zero = Bounds.sigmoid(logOdds);
    double left = own - Bounds.softplus(logOdds);
    if (y != 0) {
      byEta[last] = -zero * slope;
      return left;
    }
    double structural = -Bounds.softplus(-logOdds);
    double most = Math.max(structural, left);
    double sum = most + Math.log(Math.exp(structural - most) + Math.exp(left - most));
    double share = Math.exp(structural - sum);
    for (int p = at; p < last; p++) {
      byEta[p] *= 1 - share;
    }
    byEta[last] = (share - zero) * slope;
    return sum;
  }

  /** From the mean that the targets have, whatever the share of zeros. */
  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    counts.start(head, mean / Bounds.sigmoid(-START), bias);
    bias[counts.predictors(1)] = START;
  }

  @Override
  public boolean takes(TargetKind target) {
    return counts.takes(target);
  }

  @Override
  public boolean counts() {
    return true;
  }

  @Override
  public String words(int count) {
    return words;
  }
}

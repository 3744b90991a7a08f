package io.diglm.model;

import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import java.util.List;

/** P(y = 1) = g^-1(eta), y 0 or 1; eta = [g(p)]. */
final class BernoulliFamily implements ClassFamily {
  @Override
  public List<Link> links() {
    return List.of(Link.LOGIT, Link.PROBIT, Link.CLOGLOG);
  }

  @Override
  public int predictors(int count) {
    return 1;
  }

  @Override
  public int classes(int count) {
    return 2;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    return new Bernoulli(head.link().logOdds(eta[at]));
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double sign = 2 * y - 1;
    double odds = sign * head.link().logOdds(eta[at]);
    byEta[at] = sign * Bounds.sigmoid(-odds) * head.link().logOddsSlope(eta[at]);
    return -Bounds.softplus(-odds);
  }

  @Override
  public void logProbabilities(HeadConfig head, double[] eta, double[] logs) {
    double odds = head.link().logOdds(eta[0]);
    logs[0] = -Bounds.softplus(odds);
    logs[1] = -Bounds.softplus(-odds);
  }

  @Override
  public void addGradient(HeadConfig head, double[] eta, double[] byLogs, double[] byEta) {
    double odds = head.link().logOdds(eta[0]);
    double byOdds = byLogs[1] * Bounds.sigmoid(-odds) - byLogs[0] * Bounds.sigmoid(odds);
    byEta[0] += byOdds * head.link().logOddsSlope(eta[0]);
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.classes() == 2;
  }

  @Override
  public String words(int count) {
    return "Bernoulli";
  }
}

package io.diglm.glm;

import io.diglm.distribution.Bounds;
import io.diglm.model.Link;

/** P(y = 1) = g^-1(eta), y 0 or 1. */
record Bernoulli(Link link) implements Classes {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double sign = 2 * y - 1;
    double odds = sign * link.logOdds(eta[at]);
    byEta[at] = sign * Links.sigmoid(-odds) * Links.logOddsSlope(link, eta[at]);
    return -Bounds.softplus(-odds);
  }

  @Override
  public int count() {
    return 2;
  }

  @Override
  public void logProbabilities(double[] eta, double[] logs) {
    double odds = link.logOdds(eta[0]);
    logs[0] = -Bounds.softplus(odds);
    logs[1] = -Bounds.softplus(-odds);
  }

  @Override
  public void addGradient(double[] eta, double[] byLogs, double[] byEta) {
    double odds = link.logOdds(eta[0]);
    double byOdds = byLogs[1] * Links.sigmoid(-odds) - byLogs[0] * Links.sigmoid(odds);
    byEta[0] += byOdds * Links.logOddsSlope(link, eta[0]);
  }
}

package io.diglm.model;

import io.diglm.distribution.Categorical;
import io.diglm.distribution.Distribution;
import java.util.Arrays;
import java.util.List;

/** P(y = k) = softmax(eta)_k, y the index of a class; eta of each class. */
final class CategoricalFamily implements ClassFamily {
  @Override
  public List<Link> links() {
    return List.of(Link.LOGIT);
  }

  @Override
  public int predictors(int count) {
    return count;
  }

  @Override
  public int classes(int count) {
    return count;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    return Categorical.ofLogits(Arrays.copyOfRange(eta, at, at + head.count()));
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double log = Softmax.of(eta, at, head.count(), byEta);
    for (int k = at; k < at + head.count(); k++) {
      byEta[k] = -byEta[k];
    }
    int own = at + (int) y;
    byEta[own] += 1;
    return eta[own] - log;
  }

  @Override
  public void logProbabilities(HeadConfig head, double[] eta, double[] logs) {
    double log = Softmax.of(eta, 0, head.count(), logs);
    for (int k = 0; k < head.count(); k++) {
      logs[k] = eta[k] - log;
    }
  }

  /** The logs' slopes by the eta of a class are its share less, but 1 of its own. */
  @Override
  public void addGradient(HeadConfig head, double[] eta, double[] byLogs, double[] byEta) {
    double[] shares = new double[head.count()];
    Softmax.of(eta, 0, shares.length, shares);
    double sum = Arrays.stream(byLogs, 0, shares.length).sum();
    for (int k = 0; k < shares.length; k++) {
      byEta[k] += byLogs[k] - shares[k] * sum;
    }
  }

  @Override
  public int locations(int count) {
    return 0;
  }

  @Override
  public boolean takes(TargetKind target) {
    return !target.numbers();
  }

  @Override
  public boolean several() {
    return true;
  }

  @Override
  public int usualCount(TargetKind target, int distinct) {
    return target.classes();
  }

  @Override
  public String words(int count) {
    return "Categorical over %d classes".formatted(count);
  }
}

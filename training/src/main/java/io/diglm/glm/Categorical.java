package io.diglm.glm;

/** P(y = k) = softmax(eta)_k, y the index of a class. */
record Categorical(int count) implements Classes {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double log = Softmax.of(eta, at, count, byEta);
    for (int k = at; k < at + count; k++) {
      byEta[k] = -byEta[k];
    }
    int own = at + (int) y;
    byEta[own] += 1;
    return eta[own] - log;
  }

  @Override
  public void logProbabilities(double[] eta, double[] logs) {
    double log = Softmax.of(eta, 0, count, logs);
    for (int k = 0; k < count; k++) {
      logs[k] = eta[k] - log;
    }
  }

  /** The logs' slopes by the eta of a class are its share less, but 1 of its own. */
  @Override
  public void addGradient(double[] eta, double[] byLogs, double[] byEta) {
    double[] shares = new double[count];
    Softmax.of(eta, 0, count, shares);
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += byLogs[k];
    }
    for (int k = 0; k < count; k++) {
      byEta[k] += byLogs[k] - shares[k] * sum;
    }
  }
}

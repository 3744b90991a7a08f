package io.diglm.glm;

/** A family of classes, whose probabilities a loss can be of where the class is not known. */
sealed interface Classes extends Family permits Bernoulli, Categorical {
  /** Returns K. */
  int count();

  /**
   * Writes log p(y = k|eta) of a row in nats.
   *
   * @param eta linear predictors (P)
   * @param logs (K), written
   */
  void logProbabilities(double[] eta, double[] logs);

  /**
   * Walks back through {@link #logProbabilities}.
   *
   * @param byLogs gradient of a loss by the logs (K)
   * @param byEta the gradient by eta is added (P)
   */
  void addGradient(double[] eta, double[] byLogs, double[] byEta);
}

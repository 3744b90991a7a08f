package io.diglm.model;

/**
 * A family of classes. It also gives the probability of each class and its gradient, for the losses
 * of rows without a label.
 */
public interface ClassFamily extends Family {
  /**
   * {@return K, how many classes there are}
   *
   * @param count of the head
   */
  int classes(int count);

  /**
   * Writes log p(y = k|eta) of a row in nats.
   *
   * @param head whose family this is
   * @param eta linear predictors of the row (P)
   * @param logs (K), written
   */
  void logProbabilities(HeadConfig head, double[] eta, double[] logs);

  /**
   * Walks back through {@link #logProbabilities}.
   *
   * @param head whose family this is
   * @param eta linear predictors of the row (P)
   * @param byLogs gradient of a loss by the logs (K)
   * @param byEta the gradient by eta is added (P)
   */
  void addGradient(HeadConfig head, double[] eta, double[] byLogs, double[] byEta);

  /**
   * Multiplies all log-odds of a row by a number.
   *
   * @param head whose family this is
   * @param eta of the row (P), overwritten
   * @param by factor, such as 1 / temperature
   */
  default void sharpen(HeadConfig head, double[] eta, double by) {
    for (int p = 0; p < head.predictors(); p++) {
      eta[p] *= by;
    }
  }
}

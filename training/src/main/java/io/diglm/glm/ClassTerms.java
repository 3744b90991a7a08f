package io.diglm.glm;

import io.diglm.model.ClassFamily;
import io.diglm.model.HeadConfig;

/**
 * The terms of the loss that a row has by its classes alone, whether or not its own is known, with
 * their gradients by eta: of the row that {@link HeadGradient#predict} took last. {@link
 * HeadGradient#walkBack} turns them into those by z, W and b.
 */
public final class ClassTerms {
  private final HeadConfig config;
  private final Row row;

  ClassTerms(HeadConfig config, Row row) {
    this.config = config;
    this.row = row;
  }

  /** {@return K of a head of classes; 0 of others} */
  public int count() {
    return config.definition() instanceof ClassFamily family ? family.classes(config.count()) : 0;
  }

  /**
   * Writes log p(y = k|z) of the row in nats.
   *
   * @param logs (K)
   */
  public void logProbabilities(double[] logs) {
    family().logProbabilities(config, row.eta, logs);
  }

  /**
   * Adds the entropy -sum_k p_k log p_k of the row's classes to the loss.
   *
   * @param logs log p_k (K), as {@link #logProbabilities} wrote them
   * @param weight of the term in the loss
   */
  public void addEntropy(double[] logs, double weight) {
    double[] byLogs = new double[logs.length];
    for (int k = 0; k < logs.length; k++) {
      byLogs[k] = -weight * Math.exp(logs[k]) * (logs[k] + 1);
    }
    add(byLogs);
  }

  /**
   * Adds -sum_k q_k log p_k to the loss.
   *
   * @param guesses q of several rows
   * @param at where that of this row starts
   * @param weight of the term in the loss
   */
  public void addGuess(float[] guesses, int at, double weight) {
    double[] byLogs = new double[count()];
    for (int k = 0; k < byLogs.length; k++) {
      byLogs[k] = -weight * guesses[at + k];
    }
    add(byLogs);
  }

  /**
   * Adds KL(q || p) = sum_k q_k (log q_k - log p_k) to the loss, q given.
   *
   * @param logs log q of several rows
   * @param at where those of this row start
   * @param weight of the term in the loss
   */
  public void addDivergence(double[] logs, int at, double weight) {
    double[] byLogs = new double[count()];
    for (int k = 0; k < byLogs.length; k++) {
      byLogs[k] = -weight * Math.exp(logs[at + k]);
    }
    add(byLogs);
  }

  private void add(double[] byLogs) {
    family().addGradient(config, row.eta, byLogs, row.byEta);
  }

  private ClassFamily family() {
    if (config.definition() instanceof ClassFamily family) {
      return family;
    }
    throw new IllegalStateException("head must be of classes, got " + config.family());
  }
}

package io.diglm.glm;

import io.diglm.model.HeadConfig;
import java.util.Arrays;

/** A row on its way through a head and back: memory that the rows of a pass use in turn. */
final class Row {
  /** Linear predictors (P) by the coefficients' means. */
  final double[] eta;

  /** Gradient of what the row adds to the objective by eta (P). */
  final double[] byEta;

  /** The same by z, but for what comes by way of eta (D). */
  final double[] byLatent;

  private float[] latents = {};
  private int start;
  private int index;
  private double target;
  private double low;
  private double high;
  private boolean censored;
  private double weight = 1;

  Row(int predictors, int dimension) {
    eta = new double[predictors];
    byEta = new double[predictors];
    byLatent = new double[dimension];
  }

  /**
   * Takes the next row.
   *
   * @param latents z of several rows
   * @param start where that of this row is
   * @param index of the row in its pass
   */
  void take(float[] latents, int start, int index) {
    this.latents = latents;
    this.start = start;
    this.index = index;
    clear();
  }

  /** Takes the row's target, standardised. */
  void aim(double standardised) {
    aim(standardised, 1);
  }

  /** Takes the row's target, standardised, and how much the row counts. */
  void aim(double standardised, double weight) {
    target = standardised;
    this.weight = weight;
    censored = false;
  }

  /** Takes the ends between which the row's target lies, standardised. */
  void aim(double low, double high, double weight) {
    this.low = low;
    this.high = high;
    this.weight = weight;
    censored = true;
  }

  /**
   * Returns log p(y|eta) of the row in nats, or log P(low &lt; y &lt;= high|eta) if only the ends
   * of its target are known. Its gradient is written to the row.
   *
   * @param eta linear predictors (P)
   */
  double logLikelihood(HeadConfig head, double[] eta) {
    return censored
        ? head.logBetween(eta, 0, low, high, byEta)
        : head.logLikelihood(eta, 0, target, byEta);
  }

  /** Forgets gradients. */
  void clear() {
    Arrays.fill(byEta, 0);
    Arrays.fill(byLatent, 0);
  }

  /** Multiplies the gradients. */
  void scale(double factor) {
    for (int p = 0; p < byEta.length; p++) {
      byEta[p] *= factor;
    }
    for (int d = 0; d < byLatent.length; d++) {
      byLatent[d] *= factor;
    }
  }

  /** Returns a number of z. */
  double latent(int d) {
    return latents[start + d];
  }

  int index() {
    return index;
  }

  /** Returns how much the row counts. */
  double weight() {
    return weight;
  }

  /** Returns y as (y - shift) / scale. */
  double target() {
    return target;
  }
}

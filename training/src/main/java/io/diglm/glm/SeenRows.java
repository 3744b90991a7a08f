package io.diglm.glm;

import java.util.Arrays;

/**
 * Rows as a head sees them: what they say of its coefficients follows.
 *
 * @param latent z (N, D)
 * @param eta linear predictors (N, P)
 * @param y targets (N) in the user's units, NaN where missing
 * @param weights how much each row counts (N)
 * @param offsets known parts of the location (N); empty if there are none
 */
public record SeenRows(
    float[] latent, double[] eta, double[] y, double[] weights, double[] offsets) {

  /**
   * {@return rows that count alike, without offsets}
   *
   * @param latent z (N, D)
   * @param eta linear predictors (N, P)
   * @param y targets (N) in the user's units, NaN where missing
   */
  public static SeenRows alike(float[] latent, double[] eta, double[] y) {
    double[] ones = new double[y.length];
    Arrays.fill(ones, 1);
    return new SeenRows(latent, eta, y, ones, new double[0]);
  }

  /** Returns whether a row says anything of the coefficients. */
  boolean counts(int row) {
    return !Double.isNaN(y[row]) && weights[row] != 0;
  }
}

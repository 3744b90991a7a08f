package io.diglm.schema;

/**
 * How training perturbs a row in each epoch. Predictions do not do so.
 *
 * @param shift the most pixels by which an image is moved
 * @param warp how far an image is rotated, scaled and sheared; 1 means at most 15 degrees, 15 % and
 *     .2
 * @param blur standard deviation of normal noise on v of every column, which makes the learned
 *     density smoother
 */
public record Moves(int shift, double warp, double blur) {
  static final Moves NONE = new Moves(0, 0, 0);
}

package io.diglm.gradient;

import io.diglm.schema.TargetEnds;
import java.util.Arrays;

/**
 * Rows that a step learns from; N rows, D dimensions, row-major.
 *
 * @param x encoded, where targets are asked for (N, D)
 * @param noisy encoded, where log p(x) counts (N, D); the very same array where that is there too
 * @param y targets (N) in the user's units, classes by their index, NaN where missing
 * @param counted whether log p(x) of the row counts (N)
 * @param guesses what is guessed of the classes of rows without a target (N, K), zeros of others;
 *     empty where of none
 * @param warped images moved so far that their targets still hold (N, D); empty if none are
 * @param image whether the rows are images
 * @param weights how much each row counts (N)
 * @param offsets known parts of the location (N); empty if there are none
 * @param ends between which targets lie that are not known exactly
 * @param others further targets (K - 1, N), like {@code y}
 */
public record Batch(
    float[] x,
    float[] noisy,
    double[] y,
    boolean[] counted,
    float[] guesses,
    float[] warped,
    boolean image,
    double[] weights,
    double[] offsets,
    TargetEnds ends,
    double[][] others) {
  /**
   * {@return the same rows with further targets}
   *
   * @param further targets (K - 1, N), NaN where missing
   */
  public Batch with(double[][] further) {
    return new Batch(x, noisy, y, counted, guesses, warped, image, weights, offsets, ends, further);
  }

  /** {@return N} */
  public int rows() {
    return y.length;
  }

  /** Returns the known part of a row's location. */
  double offset(int row) {
    return offsets.length == 0 ? 0 : offsets[row];
  }

  /** Returns whether log p(y|x) and log p(x) are of rows under different noise. */
  boolean apart() {
    return x != noisy;
  }

  /** Returns the rows that go through the flow: where they are apart both (2 N, D). */
  float[] all() {
    if (!apart()) {
      return x;
    }
    float[] both = Arrays.copyOf(x, x.length + noisy.length);
    System.arraycopy(noisy, 0, both, x.length, noisy.length);
    return both;
  }

  /** Returns whether a target is missing. */
  boolean lacks() {
    return Arrays.stream(y).anyMatch(Double::isNaN);
  }
}

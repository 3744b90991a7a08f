package io.diglm.explain;

import io.diglm.predict.Predictor;
import io.diglm.schema.Images;
import io.diglm.schema.Table;

/**
 * Interpolation between images: the features z = (1 - a) z1 + a z2 decoded (Nalisnick et al. 2019,
 * figures 4c and 5b).
 */
public final class Interpolation {
  private Interpolation() {}

  /**
   * Returns {@code steps} images for each pair of successive images, from the first image of the
   * pair to the second.
   *
   * @param predictor a model of images
   * @param pairs 2 K images
   * @param steps how many images a pair gets, both ends included
   * @return K steps images, pair by pair
   * @throws IllegalArgumentException if the rows are not images, or if their number is odd
   */
  public static Images between(Predictor predictor, Table pairs, int steps) {
    if (pairs.rows() == 0 || pairs.rows() % 2 != 0 || steps < 2) {
      throw new IllegalArgumentException(
          "images must be pairs and steps at least 2, got %d and %d"
              .formatted(pairs.rows(), steps));
    }
    float[] z = predictor.score(pairs).latent();
    int d = z.length / pairs.rows();
    float[] between = new float[pairs.rows() / 2 * steps * d];
    for (int i = 0; i < between.length; i++) {
      int image = i / d;
      int first = image / steps * 2 * d + i % d;
      double share = (double) (image % steps) / (steps - 1);
      between[i] = (float) ((1 - share) * z[first] + share * z[first + d]);
    }
    return predictor
        .decode(between)
        .images()
        .orElseThrow(() -> new IllegalArgumentException("rows must be images, got none"));
  }

  /**
   * {@return the images f^-1(f(x)), which show how exact the inverse is}
   *
   * @param predictor a model of images
   * @param images to map to z and back
   */
  public static Images reconstructed(Predictor predictor, Table images) {
    return predictor
        .decode(predictor.score(images).latent())
        .images()
        .orElseThrow(() -> new IllegalArgumentException("rows must be images, got none"));
  }
}

package io.diglm.glm;

/**
 * The spread S = F^T F of a posterior over the coefficients of one predictor: set between two
 * steps, read by all threads in one.
 */
final class Spread {
  private final int width;

  /** F (C, C), lower triangular. */
  private final double[] root;

  Spread(int dimension) {
    width = dimension + 1;
    root = new double[width * width];
  }

  void set(double[] values) {
    System.arraycopy(values, 0, root, 0, root.length);
  }

  /** Returns room for F phi. */
  double[] room() {
    return new double[width];
  }

  /**
   * Returns phi^T S phi of a row, phi = [z, 1].
   *
   * @param mapped F phi (C), written
   */
  double variance(Row row, double[] mapped) {
    double squares = 0;
    for (int i = 0; i < width; i++) {
      int at = i * width;
      double sum = 0;
      for (int j = 0; j <= i && j < width - 1; j++) {
        sum += root[at + j] * row.latent(j);
      }
      if (i == width - 1) {
        sum += root[at + i];
      }
      mapped[i] = sum;
      squares += sum * sum;
    }
    return squares;
  }

  /**
   * Adds to a row's gradient by z a multiple of that of the variance, 2 S phi.
   *
   * @param mapped F phi
   */
  void addGradient(double factor, double[] mapped, Row row) {
    for (int i = 0; i < width; i++) {
      double twice = 2 * factor * mapped[i];
      for (int j = 0; j <= i && j < width - 1; j++) {
        row.byLatent[j] += twice * root[i * width + j];
      }
    }
  }
}

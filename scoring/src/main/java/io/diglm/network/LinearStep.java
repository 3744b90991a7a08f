package io.diglm.network;

import java.util.Arrays;

/**
 * y = P L U x (Kingma and Dhariwal 2018), P a permutation, L unit lower triangular, U upper
 * triangular with diagonal e^{lu_jj}.
 *
 * @param product P L U
 * @param lu L below, U above and the logs of its diagonal (D, D)
 * @param inverse the order that undoes P
 * @param logDet sum of the diagonal
 */
record LinearStep(Dense product, float[] lu, int[] inverse, double logDet) implements Step {
  static LinearStep of(NamedWeights weights, String name, int dimension) {
    float[] lu = weights.take(name + ".lu", dimension, dimension);
    int[] order = order(name, weights.take(name + ".order", dimension));
    double logDet = 0;
    float[] product = new float[dimension * dimension];
    for (int i = 0; i < dimension; i++) {
      logDet += lu[i * dimension + i];
      for (int j = 0; j < dimension; j++) {
        product[i * dimension + j] = (float) element(lu, dimension, order[i], j);
      }
    }
    Dense dense = Dense.of(product, new float[dimension]);
    return new LinearStep(dense, lu, RowFlow.inverse(order), logDet);
  }

  private static int[] order(String name, float[] numbers) {
    int[] order = new int[numbers.length];
    boolean[] seen = new boolean[numbers.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) numbers[i];
      if (order[i] != numbers[i] || order[i] < 0 || order[i] >= order.length || seen[order[i]]) {
        throw new IllegalArgumentException(
            "weights of %s.order must hold each of 0..%d once, got %s"
                .formatted(name, order.length - 1, numbers[i]));
      }
      seen[order[i]] = true;
    }
    return order;
  }

  /** Returns (L U)_ij. */
  private static double element(float[] lu, int dimension, int i, int j) {
    double sum = 0;
    for (int k = 0; k <= Math.min(i, j); k++) {
      double lower = k == i ? 1 : lu[i * dimension + k];
      double upper = k == j ? Math.exp(lu[k * dimension + k]) : lu[k * dimension + j];
      sum += lower * upper;
    }
    return sum;
  }

  @Override
  public void forward(Tile tile, Kernels kernels) {
    kernels.dense(product, tile.at(), 0, tile.rows(), tile.first(), false);
    System.arraycopy(tile.first(), 0, tile.at(), 0, tile.at().length);
    tile.addLogDet(logDet);
  }

  /** Solves both triangular systems by substitution, in double precision. */
  @Override
  public void inverse(Tile tile, Kernels kernels) {
    PermutationStep.move(tile, inverse);
    int rows = tile.rows();
    int dimension = inverse.length;
    double[] x = new double[dimension];
    double[] diagonal = new double[dimension];
    Arrays.setAll(diagonal, i -> Math.exp(lu[i * dimension + i]));
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < dimension; i++) {
        double sum = tile.at()[i * rows + r];
        for (int k = 0; k < i; k++) {
          sum -= lu[i * dimension + k] * x[k];
        }
        x[i] = sum;
      }
      for (int i = dimension - 1; i >= 0; i--) {
        double sum = x[i];
        for (int k = i + 1; k < dimension; k++) {
          sum -= lu[i * dimension + k] * x[k];
        }
        x[i] = sum / diagonal[i];
        tile.at()[i * rows + r] = (float) x[i];
      }
    }
  }

  @Override
  public int width() {
    return product.paddedOutputs();
  }
}

package io.diglm.network;

import java.util.Arrays;

/**
 * y = x + v tanh(w.x + b), with the v that keeps it invertible (Rezende and Mohamed 2015, appendix
 * A.1). Sums and the hyperbolic tangent are in double precision.
 *
 * @param weight w (D)
 * @param direction v (D)
 * @param bias b
 * @param slope w.v
 */
record PlanarStep(double[] weight, double[] direction, double bias, double slope) implements Step {
  static PlanarStep of(NamedWeights weights, String name, int dimension) {
    float[] w = weights.take(name + ".weight", dimension);
    float[] u = weights.take(name + ".direction", dimension);
    double[] weight = new double[dimension];
    double[] direction = new double[dimension];
    Arrays.setAll(weight, j -> w[j]);
    Arrays.setAll(direction, j -> u[j]);
    return of(weight, direction, weights.take(name + ".bias", 1)[0]);
  }

  /**
   * Returns the map of a free direction.
   *
   * @param weight w (D)
   * @param free u (D), of which v = u + (m(w.u) - w.u) w / |w|^2 is made
   */
  static PlanarStep of(double[] weight, double[] free, double bias) {
    double along = 0;
    double square = 0;
    for (int j = 0; j < weight.length; j++) {
      along += weight[j] * free[j];
      square += weight[j] * weight[j];
    }
    double[] direction = new double[weight.length];
    double slope = 0;
    for (int j = 0; j < weight.length; j++) {
      direction[j] = free[j] + weight[j] * (wanted(along) - along) / square;
      slope += weight[j] * direction[j];
    }
    return new PlanarStep(weight, direction, bias, slope);
  }

  /** m(a) = log(1 + e^a) - 1, without overflow. */
  static double wanted(double along) {
    return Math.max(along, 0) + Math.log1p(Math.exp(-Math.abs(along))) - 1;
  }

  @Override
  public void forward(Tile tile, Kernels kernels) {
    for (int r = 0; r < tile.rows(); r++) {
      double h = Math.tanh(along(tile, r) + bias);
      move(tile, r, h);
      tile.logDet()[r] += Math.log1p(slope * (1 - h * h));
    }
  }

  @Override
  public void inverse(Tile tile, Kernels kernels) {
    PlanarRoot root = new PlanarRoot(slope, bias);
    for (int r = 0; r < tile.rows(); r++) {
      move(tile, r, -Math.tanh(root.of(along(tile, r)) + bias));
    }
  }

  private double along(Tile tile, int row) {
    double sum = 0;
    for (int j = 0; j < weight.length; j++) {
      sum += weight[j] * tile.at()[j * tile.rows() + row];
    }
    return sum;
  }

  private void move(Tile tile, int row, double h) {
    for (int j = 0; j < weight.length; j++) {
      tile.at()[j * tile.rows() + row] += (float) (direction[j] * h);
    }
  }

  @Override
  public int width() {
    return 0;
  }
}

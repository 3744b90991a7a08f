package io.diglm.network;

import io.diglm.model.FlowConfig;

/**
 * Rational-quadratic splines whose parameters are computed by a network of the other columns
 * (Durkan et al. 2019). They are monotone through K + 1 knots from (-B, -B) to (B, B), and the
 * identity beyond. The arithmetic is in double precision.
 *
 * @param sides the conditioning and the transformed columns
 * @param bins K
 */
record SplineStep(Sides sides, int bins, Network network) implements Step {
  static SplineStep of(NamedWeights weights, String name, Sides sides, FlowConfig config) {
    int outputs = sides.transformed() * SplineBin.parameters(config.bins());
    return new SplineStep(
        sides, config.bins(), Network.of(weights, name, sides.conditioning(), outputs, config));
  }

  @Override
  public void forward(Tile tile, Kernels kernels) {
    float[] raw = network.apply(tile, sides.firstConditioning(), kernels);
    SplineBin bin = new SplineBin(raw, bins, tile.rows());
    for (int j = 0; j < sides.transformed(); j++) {
      int from = (sides.firstTransformed() + j) * tile.rows();
      for (int r = 0; r < tile.rows(); r++) {
        double x = tile.at()[from + r];
        if (Math.abs(x) < RowFlow.TAIL) {
          bin.find(j * SplineBin.parameters(bins) * tile.rows() + r, x, 0);
          tile.at()[from + r] = (float) bin.forward(x);
          tile.logDet()[r] += bin.logSlope();
        } else if (Double.isNaN(x)) {
          tile.logDet()[r] = Double.NaN;
        }
      }
    }
  }

  @Override
  public void inverse(Tile tile, Kernels kernels) {
    float[] raw = network.apply(tile, sides.firstConditioning(), kernels);
    SplineBin bin = new SplineBin(raw, bins, tile.rows());
    for (int j = 0; j < sides.transformed(); j++) {
      int from = (sides.firstTransformed() + j) * tile.rows();
      for (int r = 0; r < tile.rows(); r++) {
        double y = tile.at()[from + r];
        if (Math.abs(y) < RowFlow.TAIL) {
          bin.find(j * SplineBin.parameters(bins) * tile.rows() + r, y, 1);
          tile.at()[from + r] = (float) bin.inverse(y);
        }
      }
    }
  }

  @Override
  public int width() {
    return network.width();
  }
}

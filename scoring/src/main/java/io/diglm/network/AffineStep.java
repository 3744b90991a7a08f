package io.diglm.network;

import io.diglm.model.FlowConfig;

/**
 * y_t = x_t e^s + t, where a network of the other columns gives s = c tanh(raw / c) and t (Dinh et
 * al. 2017).
 *
 * @param sides the conditioning and the transformed columns
 * @param bound c
 */
record AffineStep(Sides sides, float bound, Network network) implements Step {
  static AffineStep of(NamedWeights weights, String name, Sides sides, FlowConfig config) {
    int outputs = 2 * sides.transformed();
    return new AffineStep(
        sides,
        (float) config.logScaleBound(),
        Network.of(weights, name, sides.conditioning(), outputs, config));
  }

  @Override
  public void forward(Tile tile, Kernels kernels) {
    float[] moves = moves(tile, kernels);
    int count = sides.transformed() * tile.rows();
    tile.addLogDet(moves, sides.transformed());
    kernels.exp(moves, count);
    float[] at = tile.at();
    int from = sides.firstTransformed() * tile.rows();
    for (int i = 0; i < count; i++) {
      at[from + i] = at[from + i] * moves[i] + moves[count + i];
    }
  }

  @Override
  public void inverse(Tile tile, Kernels kernels) {
    float[] moves = moves(tile, kernels);
    int count = sides.transformed() * tile.rows();
    for (int i = 0; i < count; i++) {
      moves[i] = -moves[i];
    }
    kernels.exp(moves, count);
    float[] at = tile.at();
    int from = sides.firstTransformed() * tile.rows();
    for (int i = 0; i < count; i++) {
      at[from + i] = (at[from + i] - moves[count + i]) * moves[i];
    }
  }

  /** s (d, R), then t (d, R). */
  private float[] moves(Tile tile, Kernels kernels) {
    float[] moves = network.apply(tile, sides.firstConditioning(), kernels);
    int count = sides.transformed() * tile.rows();
    for (int i = 0; i < count; i++) {
      moves[i] /= bound;
    }
    kernels.tanh(moves, count);
    for (int i = 0; i < count; i++) {
      moves[i] *= bound;
    }
    return moves;
  }

  @Override
  public int width() {
    return network.width();
  }
}

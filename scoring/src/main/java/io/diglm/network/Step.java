package io.diglm.network;

/** A bijection on tiles, both ways in place. It holds no state of a call: threads may share it. */
sealed interface Step
    permits AffineStep, LinearStep, NormStep, PermutationStep, PlanarStep, SplineStep {
  /** x to y, adding log|det dy/dx|. */
  void forward(Tile tile, Kernels kernels);

  /** y to x; the log-det is left alone. */
  void inverse(Tile tile, Kernels kernels);

  /** Number of features, padded, that the step needs in each of a tile's memories. */
  int width();
}

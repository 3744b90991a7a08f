package io.diglm.network;

/**
 * A bijection on tiles, which works in place in both directions. It keeps no state of a call, so
 * threads may share it.
 */
sealed interface Step
    permits AffineStep, LinearStep, NormStep, PermutationStep, PlanarStep, SplineStep {
  /** Maps x to y and adds log|det dy/dx|. */
  void forward(Tile tile, Kernels kernels);

  /** Maps y to x and leaves the log-determinant unchanged. */
  void inverse(Tile tile, Kernels kernels);

  /** Returns the number of features, padded, that the step needs in each memory of a tile. */
  int width();
}

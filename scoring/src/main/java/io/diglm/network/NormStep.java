package io.diglm.network;

import io.diglm.model.FlowConfig.Norm;

/**
 * y = (x - mean) slope + shift, column by column: activation normalisation, and batch normalisation
 * by its running statistics.
 *
 * @param logDet sum of the logs of the slopes
 */
record NormStep(float[] mean, double[] slope, float[] shift, double logDet) implements Step {
  /** The epsilon of batch normalisation, as in training. */
  static final double EPSILON = 1e-5;

  static NormStep of(NamedWeights weights, String name, Norm norm, int dimension) {
    float[] logScale = weights.take(name + ".logScale", dimension);
    float[] shift = weights.take(name + ".shift", dimension);
    float[] mean = new float[dimension];
    double[] logSlope = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      logSlope[j] = logScale[j];
    }
    if (norm == Norm.BATCHNORM) {
      mean = weights.take(name + ".mean", dimension);
      float[] variance = weights.take(name + ".variance", dimension);
      for (int j = 0; j < dimension; j++) {
        logSlope[j] -= 0.5 * Math.log(variance[j] + EPSILON);
      }
    } else {
      weights.take(name + ".initialised", 1);
    }
    double logDet = 0;
    double[] slope = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      logDet += logSlope[j];
      slope[j] = Math.exp(logSlope[j]);
    }
    return new NormStep(mean, slope, shift, logDet);
  }

  @Override
  public void forward(Tile tile, Kernels kernels) {
    float[] at = tile.at();
    int rows = tile.rows();
    for (int j = 0; j < mean.length; j++) {
      float factor = (float) slope[j];
      for (int i = j * rows; i < (j + 1) * rows; i++) {
        at[i] = (at[i] - mean[j]) * factor + shift[j];
      }
    }
    tile.addLogDet(logDet);
  }

  @Override
  public void inverse(Tile tile, Kernels kernels) {
    float[] at = tile.at();
    int rows = tile.rows();
    for (int j = 0; j < mean.length; j++) {
      float factor = (float) (1 / slope[j]);
      for (int i = j * rows; i < (j + 1) * rows; i++) {
        at[i] = (at[i] - shift[j]) * factor + mean[j];
      }
    }
  }

  @Override
  public int width() {
    return 0;
  }
}

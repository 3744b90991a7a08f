package io.diglm.network;

import java.util.Arrays;

/**
 * y = (x - mean) e^s + shift with s = logScale - log(variance + epsilon) / 2, column by column, and
 * its back-propagation (Dinh et al. 2017; the learned scale and shift: Papamakarios et al. 2017).
 *
 * <p>In training, mean and variance are those of all R rows, and update the running moments.
 * Scoring uses the running moments. Let c = x - mean, g the gradient with respect to y and l the
 * gradient with respect to the log-determinant. The gradient with respect to s is q, the sum over
 * rows of g c e^s + l. With respect to c it is e^s g - q c / (R (variance + epsilon)), and with
 * respect to x it is the latter minus its mean over the rows.
 */
final class BatchNormGradient implements StepGradient {
  /** The weight of a batch in the running moments. */
  private static final double MOMENTUM = 0.1;

  private final int dimension;
  private final int logScaleAt;
  private final int shiftAt;
  private final float[] runningMean;
  private final float[] runningVariance;
  private final float[] logScale;
  private final float[] shift;

  /** For the last batch: e^s and variance + epsilon. */
  private final double[] slope;

  private final double[] variance;

  /** x - mean (R, D). */
  private float[] centred = new float[0];

  private final double[] byLogScale;
  private final double[] byShift;

  BatchNormGradient(String name, int dimension, Building building) {
    this.dimension = dimension;
    logScaleAt = building.place(name + ".logScale");
    shiftAt = building.place(name + ".shift");
    runningMean = building.buffer(name + ".mean");
    runningVariance = building.buffer(name + ".variance");
    logScale = new float[dimension];
    shift = new float[dimension];
    slope = new double[dimension];
    variance = new double[dimension];
    byLogScale = new double[dimension];
    byShift = new double[dimension];
  }

  @Override
  public boolean whole() {
    return true;
  }

  @Override
  public void reserve(int rows) {
    if (centred.length < rows * dimension) {
      centred = new float[rows * dimension];
    }
  }

  @Override
  public void load(float[] parameters) {
    System.arraycopy(parameters, logScaleAt, logScale, 0, dimension);
    System.arraycopy(parameters, shiftAt, shift, 0, dimension);
  }

  @Override
  public void forward(Slab slab, int from, int to) {
    if (to - from < 2) {
      throw new IllegalArgumentException(
          "a batch must have at least 2 rows for batch norm, got " + (to - from));
    }
    ColumnMoments batch = ColumnMoments.of(slab.at(), to, dimension);
    for (int j = 0; j < dimension; j++) {
      runningMean[j] += (float) (MOMENTUM * (batch.mean()[j] - runningMean[j]));
      runningVariance[j] += (float) (MOMENTUM * (batch.variance()[j] - runningVariance[j]));
    }
    normalise(slab, to, batch);
  }

  @Override
  public void evaluate(Slab slab, int from, int to) {
    double[] mean = new double[dimension];
    double[] running = new double[dimension];
    Arrays.setAll(mean, j -> runningMean[j]);
    Arrays.setAll(running, j -> runningVariance[j]);
    normalise(slab, to, new ColumnMoments(mean, running));
  }

  private void normalise(Slab slab, int rows, ColumnMoments moments) {
    double logDet = 0;
    for (int j = 0; j < dimension; j++) {
      variance[j] = moments.variance()[j] + NormStep.EPSILON;
      double logSlope = logScale[j] - 0.5 * Math.log(variance[j]);
      slope[j] = Math.exp(logSlope);
      logDet += logSlope;
    }
    for (int r = 0; r < rows; r++) {
      int at = r * dimension;
      for (int j = 0; j < dimension; j++) {
        double c = slab.at()[at + j] - moments.mean()[j];
        centred[at + j] = (float) c;
        slab.at()[at + j] = (float) (c * slope[j] + shift[j]);
      }
      slab.logDet()[r] += logDet;
    }
  }

  @Override
  public void backward(Slab slab, int from, int to) {
    double[] bySlope = new double[dimension];
    double[] sums = new double[dimension];
    double byLogDet = 0;
    for (int r = 0; r < to; r++) {
      int at = r * dimension;
      byLogDet += slab.logDetGradient()[r];
      for (int j = 0; j < dimension; j++) {
        double g = slab.gradient()[at + j];
        sums[j] += g;
        bySlope[j] += g * centred[at + j] * slope[j];
      }
    }
    for (int j = 0; j < dimension; j++) {
      bySlope[j] += byLogDet;
      byLogScale[j] += bySlope[j];
      byShift[j] += sums[j];
    }
    // c has mean 0, so the mean of the gradient with respect to c is that of e^s g.
    for (int r = 0; r < to; r++) {
      int at = r * dimension;
      for (int j = 0; j < dimension; j++) {
        double spread = bySlope[j] * centred[at + j] / (to * variance[j]);
        double g = slab.gradient()[at + j] - sums[j] / to;
        slab.gradient()[at + j] = (float) (slope[j] * g - spread);
      }
    }
  }

  @Override
  public void gather(float[] gradients) {
    for (int j = 0; j < dimension; j++) {
      gradients[logScaleAt + j] += (float) byLogScale[j];
      gradients[shiftAt + j] += (float) byShift[j];
    }
    Arrays.fill(byLogScale, 0);
    Arrays.fill(byShift, 0);
  }
}

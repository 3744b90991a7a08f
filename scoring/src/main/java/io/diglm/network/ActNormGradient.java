package io.diglm.network;

import java.util.Arrays;

/**
 * y = x e^{logScale} + shift, column by column, and its back-propagation (Kingma and Dhariwal
 * 2018). Let g be the gradient with respect to y and l the gradient with respect to the
 * log-determinant. The gradient with respect to shift is the sum of g over rows, to logScale the
 * sum of g x e^{logScale} + l, and to x it is g e^{logScale}.
 */
final class ActNormGradient implements StepGradient {
  private static final double SMALLEST_DEVIATION = 1e-3;

  private final int logScaleAt;
  private final int shiftAt;
  private final float[] initialised;
  private final float[] slope;
  private final float[] shift;
  private double logDet;

  /** x e^{logScale} (R, D). */
  private float[] scaled = new float[0];

  private final double[] byLogScale;
  private final double[] byShift;

  ActNormGradient(String name, int dimension, Building building) {
    logScaleAt = building.place(name + ".logScale");
    shiftAt = building.place(name + ".shift");
    initialised = building.buffer(name + ".initialised");
    slope = new float[dimension];
    shift = new float[dimension];
    byLogScale = new double[dimension];
    byShift = new double[dimension];
  }

  @Override
  public void reserve(int rows) {
    if (scaled.length < rows * slope.length) {
      scaled = new float[rows * slope.length];
    }
  }

  @Override
  public void load(float[] parameters) {
    logDet = 0;
    for (int j = 0; j < slope.length; j++) {
      double logScale = parameters[logScaleAt + j];
      slope[j] = (float) Math.exp(logScale);
      shift[j] = parameters[shiftAt + j];
      logDet += logScale;
    }
  }

  @Override
  public void forward(Slab slab, int from, int to) {
    for (int r = from; r < to; r++) {
      int at = r * slope.length;
      for (int j = 0; j < slope.length; j++) {
        scaled[at + j] = slab.at()[at + j] * slope[j];
        slab.at()[at + j] = scaled[at + j] + shift[j];
      }
      slab.logDet()[r] += logDet;
    }
  }

  @Override
  public void backward(Slab slab, int from, int to) {
    for (int r = from; r < to; r++) {
      int at = r * slope.length;
      for (int j = 0; j < slope.length; j++) {
        float g = slab.gradient()[at + j];
        byShift[j] += g;
        byLogScale[j] += (double) g * scaled[at + j] + slab.logDetGradient()[r];
        slab.gradient()[at + j] = g * slope[j];
      }
    }
  }

  @Override
  public void gather(float[] gradients) {
    for (int j = 0; j < slope.length; j++) {
      gradients[logScaleAt + j] += (float) byLogScale[j];
      gradients[shiftAt + j] += (float) byShift[j];
    }
    Arrays.fill(byLogScale, 0);
    Arrays.fill(byShift, 0);
  }

  @Override
  public boolean startsFromData() {
    return true;
  }

  /** Initialises the step so that its output has mean 0 and variance 1. */
  @Override
  public void initialise(Slab slab, int rows, float[] parameters) {
    if (initialised[0] != 0) {
      return;
    }
    ColumnMoments moments = ColumnMoments.of(slab.at(), rows, slope.length);
    for (int j = 0; j < slope.length; j++) {
      double deviation = Math.max(Math.sqrt(moments.variance()[j]), SMALLEST_DEVIATION);
      parameters[logScaleAt + j] = (float) -Math.log(deviation);
      parameters[shiftAt + j] = (float) (-moments.mean()[j] / deviation);
    }
    initialised[0] = 1;
  }
}

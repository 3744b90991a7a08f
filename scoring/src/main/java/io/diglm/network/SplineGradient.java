package io.diglm.network;

import java.util.Arrays;

/** y_t = spline(x_t), as in {@link SplineStep}, and its back-propagation. */
final class SplineGradient implements StepGradient {
  private final Sides sides;
  private final int bins;
  private final ConditionerGradient network;

  /** x of the transformed columns (R, d). */
  private float[] before = new float[0];

  SplineGradient(Sides sides, int bins, ConditionerGradient network) {
    this.sides = sides;
    this.bins = bins;
    this.network = network;
  }

  @Override
  public void reserve(int rows) {
    network.reserve(rows);
    if (before.length < rows * sides.transformed()) {
      before = new float[rows * sides.transformed()];
    }
  }

  @Override
  public void load(float[] parameters) {
    network.load(parameters);
  }

  @Override
  public void forward(Slab slab, int from, int to) {
    Matrix raw = network.forward(slab, sides.firstConditioning(), from, to);
    SplineBin bin = new SplineBin(raw.at(), bins, 1);
    int d = sides.transformed();
    for (int r = from; r < to; r++) {
      int at = r * slab.dimension() + sides.firstTransformed();
      System.arraycopy(slab.at(), at, before, r * d, d);
      for (int j = 0; j < d; j++) {
        double x = slab.at()[at + j];
        if (Math.abs(x) < RowFlow.TAIL) {
          bin.find(r * raw.stride() + j * SplineBin.parameters(bins), x, 0);
          slab.at()[at + j] = (float) bin.forward(x);
          slab.logDet()[r] += bin.logSlope();
        }
      }
    }
  }

  @Override
  public void backward(Slab slab, int from, int to) {
    Matrix raw = network.output();
    SplineBin bin = new SplineBin(raw.at(), bins, 1);
    Matrix gradients = network.outputGradients();
    int d = sides.transformed();
    int each = SplineBin.parameters(bins);
    for (int r = from; r < to; r++) {
      int at = r * slab.dimension() + sides.firstTransformed();
      int own = (r - from) * gradients.stride();
      for (int j = 0; j < d; j++, own += each) {
        double x = before[r * d + j];
        if (Math.abs(x) < RowFlow.TAIL) {
          int spline = r * raw.stride() + j * each;
          bin.find(spline, x, 0);
          double g = slab.gradient()[at + j];
          double l = slab.logDetGradient()[r];
          slab.gradient()[at + j] = (float) bin.backward(spline, x, g, l, gradients.at(), own);
        } else {
          Arrays.fill(gradients.at(), own, own + each, 0);
        }
      }
    }
    gradients.clear(to - from);
    network.backward(slab, sides.firstConditioning(), from, to);
  }

  @Override
  public void gather(float[] gradients) {
    network.gather(gradients);
  }
}

package io.diglm.network;

import java.util.Arrays;

/**
 * y = x + v h with h = tanh(w.x + b), as in {@link PlanarStep}, and its back-propagation, in double
 * precision.
 *
 * <p>Let k = 1 - h^2, s = w.v, g the gradient with respect to y and l the gradient with respect to
 * the log-determinant log(1 + s k). The gradient with respect to v is the sum over rows of g h, to
 * s the sum of l k / (1 + s k), to w.x + b it is p = k (g.v - 2 l s h / (1 + s k)), and to x it is
 * g + p w. v = u + c w with c = (m(a) - a) / |w|^2 and s = m(a), a = w.u.
 */
final class PlanarGradient implements StepGradient {
  private final int dimension;
  private final int weightAt;
  private final int directionAt;
  private final int biasAt;
  private PlanarStep step;
  private final double[] direction;

  /** x (R, D) and h (R). */
  private float[] before = new float[0];

  private double[] bent = new double[0];

  private final double[] byWeight;
  private final double[] byMove;
  private double byBias;
  private double bySlope;

  PlanarGradient(String name, int dimension, Building building) {
    this.dimension = dimension;
    weightAt = building.place(name + ".weight");
    directionAt = building.place(name + ".direction");
    biasAt = building.place(name + ".bias");
    direction = new double[dimension];
    byWeight = new double[dimension];
    byMove = new double[dimension];
    step = PlanarStep.of(new double[dimension], direction, 0);
  }

  @Override
  public void reserve(int rows) {
    if (bent.length < rows) {
      before = new float[rows * dimension];
      bent = new double[rows];
    }
  }

  @Override
  public void load(float[] parameters) {
    double[] weight = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      weight[j] = parameters[weightAt + j];
      direction[j] = parameters[directionAt + j];
    }
    step = PlanarStep.of(weight, direction, parameters[biasAt]);
  }

  @Override
  public void forward(Slab slab, int from, int to) {
    System.arraycopy(
        slab.at(), from * dimension, before, from * dimension, (to - from) * dimension);
    double[] w = step.weight();
    double[] v = step.direction();
    for (int r = from; r < to; r++) {
      int at = r * dimension;
      double along = step.bias();
      for (int j = 0; j < dimension; j++) {
        along += w[j] * slab.at()[at + j];
      }
      double h = Math.tanh(along);
      bent[r] = h;
      for (int j = 0; j < dimension; j++) {
        slab.at()[at + j] += (float) (v[j] * h);
      }
      slab.logDet()[r] += Math.log1p(step.slope() * (1 - h * h));
    }
  }

  @Override
  public void backward(Slab slab, int from, int to) {
    double[] w = step.weight();
    double[] v = step.direction();
    for (int r = from; r < to; r++) {
      int at = r * dimension;
      double h = bent[r];
      double k = 1 - h * h;
      double byTerm = slab.logDetGradient()[r] / (1 + step.slope() * k);
      double p = -2 * byTerm * step.slope() * h;
      for (int j = 0; j < dimension; j++) {
        double g = slab.gradient()[at + j];
        p += g * v[j];
        byMove[j] += g * h;
      }
      p *= k;
      bySlope += byTerm * k;
      byBias += p;
      for (int j = 0; j < dimension; j++) {
        byWeight[j] += p * before[at + j];
        slab.gradient()[at + j] += (float) (p * w[j]);
      }
    }
  }

  @Override
  public void gather(float[] gradients) {
    double[] w = step.weight();
    double along = 0;
    double square = 0;
    double byShare = 0;
    for (int j = 0; j < dimension; j++) {
      along += w[j] * direction[j];
      square += w[j] * w[j];
      byShare += byMove[j] * w[j];
    }
    double share = (PlanarStep.wanted(along) - along) / square;
    double rise = 1 / (1 + Math.exp(-along));
    double byAlong = byShare * (rise - 1) / square + bySlope * rise;
    for (int j = 0; j < dimension; j++) {
      gradients[directionAt + j] += (float) (byMove[j] + byAlong * w[j]);
      double byVector = share * byMove[j] - 2 * byShare * share / square * w[j];
      gradients[weightAt + j] += (float) (byWeight[j] + byVector + byAlong * direction[j]);
    }
    gradients[biasAt] += (float) byBias;
    Arrays.fill(byWeight, 0);
    Arrays.fill(byMove, 0);
    byBias = 0;
    bySlope = 0;
  }
}

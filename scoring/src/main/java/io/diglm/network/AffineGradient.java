package io.diglm.network;

/**
 * y_t = x_t e^s + t with s = c tanh(raw / c), as in {@link AffineStep}, and its back-propagation.
 * Let g be the gradient with respect to y and l the gradient with respect to the log-determinant.
 * The gradient with respect to t is g, to s it is g x e^s + l, to raw it is the latter times 1 -
 * tanh^2, and to x it is g e^s.
 */
final class AffineGradient implements StepGradient {
  private final Sides sides;
  private final float bound;
  private final ConditionerGradient network;
  private final Kernels kernels;

  /** For the transformed columns (R, d): x, tanh(raw / c), e^s. */
  private float[] before = new float[0];

  private float[] bent = new float[0];
  private float[] slopes = new float[0];

  private final float[] tile;

  AffineGradient(Sides sides, double bound, ConditionerGradient network, Kernels kernels) {
    this.sides = sides;
    this.bound = (float) bound;
    this.network = network;
    this.kernels = kernels;
    tile = new float[RowGradient.TILE * sides.transformed()];
  }

  @Override
  public void reserve(int rows) {
    network.reserve(rows);
    int numbers = rows * sides.transformed();
    if (before.length < numbers) {
      before = new float[numbers];
      bent = new float[numbers];
      slopes = new float[numbers];
    }
  }

  @Override
  public void load(float[] parameters) {
    network.load(parameters);
  }

  @Override
  public void forward(Slab slab, int from, int to) {
    Matrix moves = network.forward(slab, sides.firstConditioning(), from, to);
    int d = sides.transformed();
    int count = (to - from) * d;
    for (int r = from; r < to; r++) {
      for (int j = 0; j < d; j++) {
        tile[(r - from) * d + j] = moves.at()[r * moves.stride() + j] / bound;
      }
    }
    kernels.tanh(tile, count);
    System.arraycopy(tile, 0, bent, from * d, count);
    for (int i = 0; i < count; i++) {
      tile[i] *= bound;
    }
    for (int r = from; r < to; r++) {
      for (int j = 0; j < d; j++) {
        slab.logDet()[r] += tile[(r - from) * d + j];
      }
    }
    kernels.exp(tile, count);
    System.arraycopy(tile, 0, slopes, from * d, count);
    for (int r = from; r < to; r++) {
      int at = r * slab.dimension() + sides.firstTransformed();
      System.arraycopy(slab.at(), at, before, r * d, d);
      for (int j = 0; j < d; j++) {
        float shift = moves.at()[r * moves.stride() + d + j];
        slab.at()[at + j] = slab.at()[at + j] * slopes[r * d + j] + shift;
      }
    }
  }

  @Override
  public void backward(Slab slab, int from, int to) {
    Matrix gradients = network.outputGradients();
    int d = sides.transformed();
    for (int r = from; r < to; r++) {
      int at = r * slab.dimension() + sides.firstTransformed();
      int move = (r - from) * gradients.stride();
      for (int j = 0; j < d; j++) {
        int i = r * d + j;
        float g = slab.gradient()[at + j];
        float byLogScale = g * before[i] * slopes[i] + slab.logDetGradient()[r];
        gradients.at()[move + j] = byLogScale * (1 - bent[i] * bent[i]);
        gradients.at()[move + d + j] = g;
        slab.gradient()[at + j] = g * slopes[i];
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

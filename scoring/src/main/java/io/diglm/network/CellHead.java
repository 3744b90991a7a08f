package io.diglm.network;

import java.util.Arrays;

/**
 * log P(cell) of each axis, given the outputs of a network, and its gradient, for training. {@link
 * CellProbabilities} scores.
 *
 * <p>One of K levels has the probability softmax(outputs)_k. The cell of a number is an interval
 * [l, h] of the real line, and a mixture of M logistic distributions gives it the probability F(h)
 * - F(l), without noise (Salimans et al. 2017, "PixelCNN++"). With a = (l - mu) / s, b = (h - mu) /
 * s, d = b - a and the logistic function S, F(h) - F(l) = S(b) S(-a) (1 - e^-d): this subtracts no
 * two large numbers. Since (1 - e^-d) / d and log(h - l) are computed separately, an interval may
 * shrink to a point, and the result is then its density.
 */
final class CellHead {
  /**
   * Bounds on log s, so that the probability of an interval stays a smooth function of the outputs.
   */
  private static final float LEAST_LOG_SCALE = -6;

  private static final float MOST_LOG_SCALE = 3;

  /** Larger exponents would overflow a float. */
  private static final float MOST = 80;

  /**
   * Weight of the marginal distribution of a number in its conditional distribution. So overfitting
   * to few rows makes no cell less probable than by a factor of 1000.
   */
  static final double MARGINAL = 1e-3;

  /** A smaller slope is computed again in double precision, by logarithms. */
  private static final double LEAST = 1e-25;

  private final int components;

  /** The components of a number and its marginal distribution. */
  private final int slots;

  /** For each axis, its number of levels; 0 for a number. */
  private final int[] levels;

  /** For each axis, the start of its outputs. */
  private final int[] outputsAt;

  private final int outputs;
  private final Kernels kernels;
  private final int numbers;

  // For one row, by number axis and component.
  private final float[] inverse;
  private final float[] low;
  private final float[] high;
  private final float[] width;
  private final float[] eLow;
  private final float[] eHigh;
  private final float[] eWidth;
  private final float[] weight;
  private final float[] part;
  private final float[] choice;

  /** Weight of the components in the probability of a number; the marginal has the rest. */
  private float kept;

  CellHead(int components, int[] levels, Kernels kernels) {
    this.components = components;
    slots = components + 1;
    this.levels = levels.clone();
    this.kernels = kernels;
    outputsAt = new int[levels.length];
    int at = 0;
    int most = 1;
    int found = 0;
    for (int axis = 0; axis < levels.length; axis++) {
      outputsAt[axis] = at;
      at += count(axis);
      most = Math.max(most, levels[axis]);
      found += levels[axis] == 0 ? 1 : 0;
    }
    outputs = at;
    numbers = found;
    int size = numbers * slots + Matrix.LINE;
    inverse = new float[size];
    low = new float[size];
    high = new float[size];
    width = new float[size];
    eLow = new float[size];
    eHigh = new float[size];
    eWidth = new float[size];
    weight = new float[size];
    part = new float[components];
    choice = new float[most + Matrix.LINE];
  }

  int outputs() {
    return outputs;
  }

  int outputsAt(int axis) {
    return outputsAt[axis];
  }

  /** Returns the number of outputs of an axis. */
  int count(int axis) {
    return levels[axis] > 0 ? levels[axis] : 3 * components;
  }

  /**
   * Writes the gradient of -log P of a row's cells with respect to the outputs, times a scale.
   *
   * @param y outputs; those of this row start at {@code at}
   * @return the sum of log P over the axes
   */
  double gradient(CellRows rows, int row, float[] y, int at, float[] dy, int to, float scale) {
    prepare(rows, row, y, at);
    double sum = 0;
    int number = 0;
    for (int axis = 0; axis < levels.length; axis++) {
      int cell = row * levels.length + axis;
      int chosen = rows.choices()[cell];
      int k = number * slots;
      number += levels[axis] > 0 ? 0 : 1;
      int from = at + outputsAt[axis];
      int into = to + outputsAt[axis];
      sum += chosen == CellRows.ABSENT ? 0 : rows.logWidths()[cell];
      if (chosen == CellRows.ABSENT || chosen == CellRows.FIXED) {
        Arrays.fill(dy, into, into + count(axis), 0);
      } else if (chosen >= 0) {
        sum += level(y, from, axis, chosen);
        double total = total(levels[axis]);
        for (int l = 0; l < levels[axis]; l++) {
          dy[into + l] = scale * ((float) (choice[l] / total) - (l == chosen ? 1 : 0));
        }
      } else {
        sum += number(k, rows, cell);
        numberGradient(k, y, from, dy, into, scale);
      }
    }
    return sum;
  }

  /** Computes the exponentials of all number axes of a row at once. */
  private void prepare(CellRows rows, int row, float[] y, int at) {
    int k = 0;
    for (int axis = 0; axis < levels.length; axis++) {
      if (levels[axis] == 0) {
        int scales = at + outputsAt[axis] + 2 * components;
        for (int m = 0; m < components; m++, k++) {
          inverse[k] = -Math.max(LEAST_LOG_SCALE, Math.min(MOST_LOG_SCALE, y[scales + m]));
        }
        inverse[k++] = 0;
      }
    }
    int count = k;
    if (count == 0) {
      return;
    }
    kernels.exp(inverse, count);
    k = 0;
    for (int axis = 0; axis < levels.length; axis++) {
      if (levels[axis] == 0) {
        int cell = row * levels.length + axis;
        float middle = rows.middles()[cell];
        float half = 0.5f * rows.widths()[cell];
        int from = at + outputsAt[axis];
        float top = y[from];
        for (int m = 1; m < components; m++) {
          top = Math.max(top, y[from + m]);
        }
        for (int m = 0; m < components; m++, k++) {
          place(k, (middle - y[from + components + m]) * inverse[k], half * inverse[k]);
          weight[k] = Math.max(-MOST, y[from + m] - top);
        }
        place(k, middle, half);
        weight[k++] = 0;
      }
    }
    kernels.exp(eLow, count);
    kernels.exp(eHigh, count);
    kernels.exp(eWidth, count);
    kernels.exp(weight, count);
  }

  private void place(int k, float t, float h) {
    low[k] = t - h;
    high[k] = t + h;
    width[k] = 2 * h;
    eLow[k] = Math.max(-MOST, Math.min(MOST, t - h));
    eHigh[k] = Math.max(-MOST, Math.min(MOST, -t - h));
    eWidth[k] = Math.max(-MOST, -2 * h);
  }

  /** Returns the mean slope of the distribution function of a component over a cell. */
  private float slope(int i) {
    float d = width[i];
    float shrunk = d < 0.1f ? 1 - d * (0.5f - d * (1 / 6f - d / 24)) : (1 - eWidth[i]) / d;
    return shrunk * inverse[i] / ((1 + eLow[i]) * (1 + eHigh[i]));
  }

  /**
   * Returns the log of the mean slope of the mixture over a cell. Stores the share of each
   * component in it.
   */
  private double number(int k, CellRows rows, int cell) {
    double total = 0;
    double weights = 0;
    for (int m = 0; m < components; m++) {
      part[m] = weight[k + m] * slope(k + m);
      total += part[m];
      weights += weight[k + m];
    }
    // If the components underflow, only the share of the marginal remains.
    double whole = (1 - MARGINAL) * total / weights + MARGINAL * slope(k + components);
    if (whole > LEAST) {
      float share = (float) ((1 - MARGINAL) / weights / whole);
      kept = 0;
      for (int m = 0; m < components; m++) {
        part[m] *= share;
        kept += part[m];
      }
      return Math.log(whole);
    }
    Arrays.fill(part, 0);
    kept = 0;
    return Math.log(MARGINAL) + far(rows.middles()[cell], rows.widths()[cell]);
  }

  /**
   * Returns the log of the mean slope of the marginal over a cell that is too far outside for a
   * float.
   */
  static double far(double middle, double wide) {
    double h = 0.5 * wide;
    double shrunk = h < 1e-5 ? 1 - h : -Math.expm1(-2 * h) / (2 * h);
    return Math.log(shrunk) - softplus(middle - h) - softplus(-middle - h);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private void numberGradient(int k, float[] y, int from, float[] dy, int into, float scale) {
    double weights = 0;
    for (int m = 0; m < components; m++) {
      weights += weight[k + m];
    }
    for (int m = 0; m < components; m++) {
      int i = k + m;
      float below = eLow[i] / (1 + eLow[i]);
      float above = eHigh[i] / (1 + eHigh[i]);
      float d = width[i];
      float spread = d < 0.1f ? 1 - d * (0.5f - d / 12) : d * eWidth[i] / (1 - eWidth[i]);
      float raw = y[from + 2 * components + m];
      boolean bound = raw <= LEAST_LOG_SCALE || raw >= MOST_LOG_SCALE;
      dy[into + m] = scale * (kept * (float) (weight[i] / weights) - part[m]);
      dy[into + components + m] = scale * part[m] * inverse[i] * (above - below);
      dy[into + 2 * components + m] =
          bound ? 0 : scale * part[m] * (high[i] * above - low[i] * below + spread);
    }
  }

  /** Returns the log-softmax of a level. Stores the exponentials. */
  private double level(float[] y, int from, int axis, int chosen) {
    int count = levels[axis];
    float top = y[from];
    for (int l = 1; l < count; l++) {
      top = Math.max(top, y[from + l]);
    }
    for (int l = 0; l < count; l++) {
      choice[l] = Math.max(-MOST, y[from + l] - top);
    }
    kernels.exp(choice, count);
    return (double) y[from + chosen] - top - Math.log(total(count));
  }

  private double total(int count) {
    double total = 0;
    for (int l = 0; l < count; l++) {
      total += choice[l];
    }
    return total;
  }
}

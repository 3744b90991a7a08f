package io.diglm.network;

import java.util.Arrays;

/** Products in plain loops, which a good JVM turns into vector code by itself. */
final class LoopProducts implements Products {
  @Override
  public int lanes() {
    return 8;
  }

  @Override
  public void rows(
      Matrix x, int from, int rows, Matrix w, float[] bias, Matrix y, int to, boolean relu) {
    float[] sums = new float[w.columns()];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(bias, 0, sums, 0, sums.length);
      int at = (from + r) * x.stride();
      for (int k = 0; k < x.columns(); k++) {
        add(x.at()[at + k], w.at(), k * w.stride(), sums);
      }
      if (relu) {
        for (int j = 0; j < sums.length; j++) {
          sums[j] = Math.max(sums[j], 0);
        }
      }
      System.arraycopy(sums, 0, y.at(), (to + r) * y.stride(), sums.length);
    }
  }

  private static void add(float factor, float[] row, int at, float[] sums) {
    if (factor == 0) {
      return;
    }
    for (int j = 0; j < sums.length; j++) {
      sums[j] += factor * row[at + j];
    }
  }

  @Override
  public void outer(Matrix y, int from, Matrix x, int at, int rows, Matrix g) {
    float[] sums = new float[g.columns()];
    for (int m = 0; m < g.rows() && m < y.columns(); m++) {
      System.arraycopy(g.at(), m * g.stride(), sums, 0, sums.length);
      for (int r = 0; r < rows; r++) {
        add(y.at()[(from + r) * y.stride() + m], x.at(), (at + r) * x.stride(), sums);
      }
      System.arraycopy(sums, 0, g.at(), m * g.stride(), sums.length);
    }
  }

  @Override
  public void sum(Matrix y, int from, int rows, float[] sums) {
    for (int r = 0; r < rows; r++) {
      int at = (from + r) * y.stride();
      for (int j = 0; j < y.columns(); j++) {
        sums[j] += y.at()[at + j];
      }
    }
  }

  @Override
  public void maskNegative(Matrix h, int at, Matrix g, int from, int rows) {
    for (int r = 0; r < rows; r++) {
      int p = (at + r) * h.stride();
      int q = (from + r) * g.stride();
      for (int j = 0; j < h.columns(); j++) {
        g.at()[q + j] = h.at()[p + j] > 0 ? g.at()[q + j] : 0;
      }
    }
  }

  @Override
  public void empty(Matrix m, int row, int columns, float[] to, int at) {
    int start = row * m.stride();
    for (int j = 0; j < columns; j++) {
      to[at + j] += m.at()[start + j];
    }
    Arrays.fill(m.at(), start, start + columns, 0);
  }

  @Override
  public void turn(Matrix features, int from, int rows, int inputs, float[] frequencies) {
    float[] x = features.at();
    int each = frequencies.length / inputs;
    for (int r = from; r < from + rows; r++) {
      int at = r * features.stride();
      for (int j = 0; j < frequencies.length; j++) {
        float part = Approximations.turn(frequencies[j] * x[at + j / each]);
        x[at + inputs + j] = Approximations.sine(part);
        x[at + inputs + frequencies.length + j] = Approximations.cosine(part);
      }
    }
  }

  @Override
  public void turnBack(
      Matrix features,
      int from,
      int rows,
      int inputs,
      float[] frequencies,
      Matrix dy,
      float[] byFrequency) {
    float[] x = features.at();
    float[] d = dy.at();
    int count = frequencies.length;
    int each = count / inputs;
    for (int r = 0; r < rows; r++) {
      int sines = (from + r) * features.stride() + inputs;
      int to = r * dy.stride();
      for (int j = 0; j < count; j++) {
        float bySine = d[to + inputs + j] * x[sines + count + j];
        float byCosine = d[to + inputs + count + j] * x[sines + j];
        float byTurn = Approximations.TWO_PI * (bySine - byCosine);
        byFrequency[j] += byTurn * x[sines - inputs + j / each];
        d[to + j / each] += byTurn * frequencies[j];
      }
    }
  }
}

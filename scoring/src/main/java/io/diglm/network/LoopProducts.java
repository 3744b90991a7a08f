package io.diglm.network;

import java.util.Arrays;

/**
 * Products in plain loops, which a good JVM vectorises by itself. It does so only if all arrays of
 * a loop have the same index, so rows are copied to separate arrays, four at a time.
 */
final class LoopProducts implements Products {
  /** The number of rows that are added to a sum at once. */
  private static final int FOUR = 4;

  @Override
  public int lanes() {
    return 8;
  }

  @Override
  public void rows(
      Matrix x, int from, int rows, Matrix w, float[] bias, Matrix y, int to, boolean relu) {
    int columns = w.columns();
    float[][] sums = new float[rows][];
    Arrays.setAll(sums, r -> Arrays.copyOf(bias, columns));
    float[][] four = new float[FOUR][columns];
    for (int k = 0; k < x.columns(); k += FOUR) {
      int count = take(w, k, x.columns(), four);
      for (int r = 0; r < rows; r++) {
        add(x.at(), (from + r) * x.stride() + k, 1, count, four, sums[r]);
      }
    }
    for (int r = 0; r < rows; r++) {
      if (relu) {
        positive(sums[r]);
      }
      System.arraycopy(sums[r], 0, y.at(), (to + r) * y.stride(), columns);
    }
  }

  @Override
  public void outer(Matrix y, int from, Matrix x, int at, int rows, Matrix g) {
    int columns = g.columns();
    float[][] sums = new float[Math.min(g.rows(), y.columns())][columns];
    for (int m = 0; m < sums.length; m++) {
      System.arraycopy(g.at(), m * g.stride(), sums[m], 0, columns);
    }
    float[][] four = new float[FOUR][columns];
    for (int r = 0; r < rows; r += FOUR) {
      int count = take(x, at + r, at + rows, four);
      for (int m = 0; m < sums.length; m++) {
        add(y.at(), (from + r) * y.stride() + m, y.stride(), count, four, sums[m]);
      }
    }
    for (int m = 0; m < sums.length; m++) {
      System.arraycopy(sums[m], 0, g.at(), m * g.stride(), columns);
    }
  }

  /** Copies rows from {@code row} on, up to but not including {@code end}, and returns how many. */
  private static int take(Matrix m, int row, int end, float[][] four) {
    int count = Math.min(FOUR, end - row);
    for (int i = 0; i < count; i++) {
      System.arraycopy(m.at(), (row + i) * m.stride(), four[i], 0, four[i].length);
    }
    return count;
  }

  /** Adds rows times factors, which lie {@code step} apart. */
  private static void add(
      float[] factors, int at, int step, int count, float[][] four, float[] sums) {
    if (count == FOUR) {
      float a = factors[at];
      float b = factors[at + step];
      float c = factors[at + 2 * step];
      float d = factors[at + 3 * step];
      addFour(a, b, c, d, four, sums);
    } else {
      for (int i = 0; i < count; i++) {
        addOne(factors[at + i * step], four[i], sums);
      }
    }
  }

  private static void addFour(float a, float b, float c, float d, float[][] four, float[] sums) {
    float[] p = four[0];
    float[] q = four[1];
    float[] s = four[2];
    float[] t = four[3];
    for (int j = 0; j < sums.length; j++) {
      sums[j] = sums[j] + a * p[j] + b * q[j] + c * s[j] + d * t[j];
    }
  }

  private static void addOne(float factor, float[] row, float[] sums) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] += factor * row[j];
    }
  }

  private static void positive(float[] numbers) {
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] = Math.max(numbers[j], 0);
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

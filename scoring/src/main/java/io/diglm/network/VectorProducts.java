package io.diglm.network;

import static io.diglm.network.Approximations.MOST_TURNS;
import static io.diglm.network.Approximations.ROUND;
import static io.diglm.network.Approximations.SIN_0;
import static io.diglm.network.Approximations.SIN_1;
import static io.diglm.network.Approximations.SIN_2;
import static io.diglm.network.Approximations.SIN_3;
import static io.diglm.network.Approximations.SIN_4;
import static io.diglm.network.Approximations.TWO_PI;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products on the Vector API: eight rows by two vectors of columns at a time, whose sixteen running
 * sums hide the latency of one sum; by one vector if there are few registers or for the remaining
 * columns.
 */
final class VectorProducts implements Products {
  private static final VectorSpecies<Float> SPECIES = VectorKernels.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int WIDE = VectorKernels.MANY_REGISTERS ? 2 * LANES : Integer.MAX_VALUE;

  /** Handles frequencies that do not fill whole vectors. */
  private final LoopProducts odd = new LoopProducts();

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void rows(
      Matrix x, int from, int rows, Matrix w, float[] bias, Matrix y, int to, boolean relu) {
    int j = 0;
    for (; w.columns() - j > WIDE - LANES; j += WIDE) {
      wideRows(x, from, rows, w, bias, y, to, j, relu);
    }
    for (; j < w.columns(); j += LANES) {
      narrowRows(x, from, rows, w, bias, y, to, j, relu);
    }
  }

  @Override
  public void outer(Matrix y, int from, Matrix x, int at, int rows, Matrix g) {
    int j = 0;
    for (; g.columns() - j > WIDE - LANES; j += WIDE) {
      wideOuter(y, from, x, at, rows, g, j);
    }
    for (; j < g.columns(); j += LANES) {
      narrowOuter(y, from, x, at, rows, g, j);
    }
  }

  @Override
  public void sum(Matrix y, int from, int rows, float[] sums) {
    for (int j = 0; j < y.columns(); j += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, j);
      int p = from * y.stride() + j;
      for (int r = 0; r < rows; r++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, y.at(), p));
        p += y.stride();
      }
      sum.intoArray(sums, j);
    }
  }

  @Override
  public void maskNegative(Matrix h, int at, Matrix g, int from, int rows) {
    for (int r = 0; r < rows; r++) {
      int p = (at + r) * h.stride();
      int q = (from + r) * g.stride();
      for (int j = 0; j < h.columns(); j += LANES) {
        FloatVector kept = FloatVector.fromArray(SPECIES, h.at(), p + j);
        FloatVector gradient = FloatVector.fromArray(SPECIES, g.at(), q + j);
        FloatVector.zero(SPECIES)
            .blend(gradient, kept.compare(VectorOperators.GT, 0))
            .intoArray(g.at(), q + j);
      }
    }
  }

  @Override
  public void empty(Matrix m, int row, int columns, float[] to, int at) {
    float[] from = m.at();
    int start = row * m.stride();
    int j = 0;
    for (; j <= columns - LANES; j += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, to, at + j);
      sum.add(FloatVector.fromArray(SPECIES, from, start + j)).intoArray(to, at + j);
      FloatVector.zero(SPECIES).intoArray(from, start + j);
    }
    for (; j < columns; j++) {
      to[at + j] += from[start + j];
      from[start + j] = 0;
    }
  }

  @Override
  public void turn(Matrix features, int from, int rows, int inputs, float[] frequencies) {
    if (frequencies.length / Math.max(1, inputs) % LANES != 0) {
      odd.turn(features, from, rows, inputs, frequencies);
      return;
    }
    float[] x = features.at();
    int count = frequencies.length;
    int each = count / inputs;
    for (int r = from; r < from + rows; r++) {
      int at = r * features.stride();
      for (int j = 0; j < count; j += LANES) {
        FloatVector turns =
            FloatVector.fromArray(SPECIES, frequencies, j)
                .mul(x[at + j / each])
                .max(-MOST_TURNS)
                .min(MOST_TURNS);
        FloatVector part = turns.sub(turns.add(ROUND).sub(ROUND));
        FloatVector size = part.max(part.neg());
        FloatVector below = splat(-0.5f).sub(part);
        FloatVector above = splat(0.5f).sub(part);
        FloatVector u = part.max(below).min(above).mul(TWO_PI);
        FloatVector s = u.mul(u);
        FloatVector p = s.fma(splat(SIN_4), splat(SIN_3)).fma(s, splat(SIN_2));
        p = p.fma(s, splat(SIN_1)).fma(s, splat(SIN_0)).fma(s, splat(1));
        u.mul(p).intoArray(x, at + inputs + j);
        u = splat(0.25f).sub(size).mul(TWO_PI);
        s = u.mul(u);
        p = s.fma(splat(SIN_4), splat(SIN_3)).fma(s, splat(SIN_2));
        p = p.fma(s, splat(SIN_1)).fma(s, splat(SIN_0)).fma(s, splat(1));
        u.mul(p).intoArray(x, at + inputs + count + j);
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
    if (frequencies.length / Math.max(1, inputs) % LANES != 0) {
      odd.turnBack(features, from, rows, inputs, frequencies, dy, byFrequency);
      return;
    }
    float[] x = features.at();
    float[] d = dy.at();
    int count = frequencies.length;
    int each = count / inputs;
    for (int r = 0; r < rows; r++) {
      int at = (from + r) * features.stride();
      int to = r * dy.stride();
      for (int i = 0; i < inputs; i++) {
        FloatVector sum = FloatVector.zero(SPECIES);
        float u = x[at + i];
        for (int j = i * each; j < (i + 1) * each; j += LANES) {
          FloatVector sine = FloatVector.fromArray(SPECIES, x, at + inputs + j);
          FloatVector cosine = FloatVector.fromArray(SPECIES, x, at + inputs + count + j);
          FloatVector bySine = FloatVector.fromArray(SPECIES, d, to + inputs + j);
          FloatVector byCosine = FloatVector.fromArray(SPECIES, d, to + inputs + count + j);
          FloatVector byTurn = bySine.mul(cosine).sub(byCosine.mul(sine)).mul(TWO_PI);
          FloatVector gathered = FloatVector.fromArray(SPECIES, byFrequency, j);
          byTurn.fma(FloatVector.broadcast(SPECIES, u), gathered).intoArray(byFrequency, j);
          sum = byTurn.fma(FloatVector.fromArray(SPECIES, frequencies, j), sum);
        }
        d[to + i] += sum.reduceLanes(VectorOperators.ADD);
      }
    }
  }

  private static FloatVector splat(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }

  private static void wideRows(
      Matrix x, int from, int rows, Matrix w, float[] bias, Matrix y, int to, int j, boolean relu) {
    float[] left = x.at();
    float[] right = w.at();
    float[] out = y.at();
    int inputs = x.columns();
    int stride = x.stride();
    int step = w.stride();
    for (int r = 0; r < rows; r += Matrix.GROUP) {
      int p0 = (from + r) * stride;
      int p1 = p0 + stride;
      int p2 = p1 + stride;
      int p3 = p2 + stride;
      int p4 = p3 + stride;
      int p5 = p4 + stride;
      int p6 = p5 + stride;
      int p7 = p6 + stride;
      FloatVector a0 = FloatVector.fromArray(SPECIES, bias, j);
      FloatVector b0 = FloatVector.fromArray(SPECIES, bias, j + LANES);
      FloatVector a1 = a0;
      FloatVector b1 = b0;
      FloatVector a2 = a0;
      FloatVector b2 = b0;
      FloatVector a3 = a0;
      FloatVector b3 = b0;
      FloatVector a4 = a0;
      FloatVector b4 = b0;
      FloatVector a5 = a0;
      FloatVector b5 = b0;
      FloatVector a6 = a0;
      FloatVector b6 = b0;
      FloatVector a7 = a0;
      FloatVector b7 = b0;
      int q = j;
      for (int k = 0; k < inputs; k++) {
        FloatVector u = FloatVector.fromArray(SPECIES, right, q);
        FloatVector v = FloatVector.fromArray(SPECIES, right, q + LANES);
        FloatVector c = FloatVector.broadcast(SPECIES, left[p0 + k]);
        a0 = u.fma(c, a0);
        b0 = v.fma(c, b0);
        c = FloatVector.broadcast(SPECIES, left[p1 + k]);
        a1 = u.fma(c, a1);
        b1 = v.fma(c, b1);
        c = FloatVector.broadcast(SPECIES, left[p2 + k]);
        a2 = u.fma(c, a2);
        b2 = v.fma(c, b2);
        c = FloatVector.broadcast(SPECIES, left[p3 + k]);
        a3 = u.fma(c, a3);
        b3 = v.fma(c, b3);
        c = FloatVector.broadcast(SPECIES, left[p4 + k]);
        a4 = u.fma(c, a4);
        b4 = v.fma(c, b4);
        c = FloatVector.broadcast(SPECIES, left[p5 + k]);
        a5 = u.fma(c, a5);
        b5 = v.fma(c, b5);
        c = FloatVector.broadcast(SPECIES, left[p6 + k]);
        a6 = u.fma(c, a6);
        b6 = v.fma(c, b6);
        c = FloatVector.broadcast(SPECIES, left[p7 + k]);
        a7 = u.fma(c, a7);
        b7 = v.fma(c, b7);
        q += step;
      }
      if (relu) {
        a0 = a0.max(0);
        b0 = b0.max(0);
        a1 = a1.max(0);
        b1 = b1.max(0);
        a2 = a2.max(0);
        b2 = b2.max(0);
        a3 = a3.max(0);
        b3 = b3.max(0);
        a4 = a4.max(0);
        b4 = b4.max(0);
        a5 = a5.max(0);
        b5 = b5.max(0);
        a6 = a6.max(0);
        b6 = b6.max(0);
        a7 = a7.max(0);
        b7 = b7.max(0);
      }
      int t = (to + r) * y.stride() + j;
      a0.intoArray(out, t);
      b0.intoArray(out, t + LANES);
      t += y.stride();
      a1.intoArray(out, t);
      b1.intoArray(out, t + LANES);
      t += y.stride();
      a2.intoArray(out, t);
      b2.intoArray(out, t + LANES);
      t += y.stride();
      a3.intoArray(out, t);
      b3.intoArray(out, t + LANES);
      t += y.stride();
      a4.intoArray(out, t);
      b4.intoArray(out, t + LANES);
      t += y.stride();
      a5.intoArray(out, t);
      b5.intoArray(out, t + LANES);
      t += y.stride();
      a6.intoArray(out, t);
      b6.intoArray(out, t + LANES);
      t += y.stride();
      a7.intoArray(out, t);
      b7.intoArray(out, t + LANES);
    }
  }

  private static void narrowRows(
      Matrix x, int from, int rows, Matrix w, float[] bias, Matrix y, int to, int j, boolean relu) {
    float[] left = x.at();
    float[] right = w.at();
    float[] out = y.at();
    int inputs = x.columns();
    int stride = x.stride();
    int step = w.stride();
    for (int r = 0; r < rows; r += Matrix.GROUP) {
      int p0 = (from + r) * stride;
      int p1 = p0 + stride;
      int p2 = p1 + stride;
      int p3 = p2 + stride;
      int p4 = p3 + stride;
      int p5 = p4 + stride;
      int p6 = p5 + stride;
      int p7 = p6 + stride;
      FloatVector a0 = FloatVector.fromArray(SPECIES, bias, j);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      FloatVector a4 = a0;
      FloatVector a5 = a0;
      FloatVector a6 = a0;
      FloatVector a7 = a0;
      int q = j;
      for (int k = 0; k < inputs; k++) {
        FloatVector u = FloatVector.fromArray(SPECIES, right, q);
        FloatVector c = FloatVector.broadcast(SPECIES, left[p0 + k]);
        a0 = u.fma(c, a0);
        c = FloatVector.broadcast(SPECIES, left[p1 + k]);
        a1 = u.fma(c, a1);
        c = FloatVector.broadcast(SPECIES, left[p2 + k]);
        a2 = u.fma(c, a2);
        c = FloatVector.broadcast(SPECIES, left[p3 + k]);
        a3 = u.fma(c, a3);
        c = FloatVector.broadcast(SPECIES, left[p4 + k]);
        a4 = u.fma(c, a4);
        c = FloatVector.broadcast(SPECIES, left[p5 + k]);
        a5 = u.fma(c, a5);
        c = FloatVector.broadcast(SPECIES, left[p6 + k]);
        a6 = u.fma(c, a6);
        c = FloatVector.broadcast(SPECIES, left[p7 + k]);
        a7 = u.fma(c, a7);
        q += step;
      }
      if (relu) {
        a0 = a0.max(0);
        a1 = a1.max(0);
        a2 = a2.max(0);
        a3 = a3.max(0);
        a4 = a4.max(0);
        a5 = a5.max(0);
        a6 = a6.max(0);
        a7 = a7.max(0);
      }
      int t = (to + r) * y.stride() + j;
      a0.intoArray(out, t);
      t += y.stride();
      a1.intoArray(out, t);
      t += y.stride();
      a2.intoArray(out, t);
      t += y.stride();
      a3.intoArray(out, t);
      t += y.stride();
      a4.intoArray(out, t);
      t += y.stride();
      a5.intoArray(out, t);
      t += y.stride();
      a6.intoArray(out, t);
      t += y.stride();
      a7.intoArray(out, t);
    }
  }

  private static void wideOuter(Matrix y, int from, Matrix x, int at, int rows, Matrix g, int j) {
    float[] left = y.at();
    float[] right = x.at();
    float[] out = g.at();
    int stride = y.stride();
    int step = x.stride();
    for (int m = 0; m < g.rows(); m += Matrix.GROUP) {
      int t = m * g.stride() + j;
      FloatVector a0 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b0 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a1 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b1 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a2 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b2 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a3 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b3 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a4 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b4 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a5 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b5 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a6 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b6 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a7 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b7 = FloatVector.fromArray(SPECIES, out, t + LANES);
      int p = from * stride + m;
      int q = at * step + j;
      for (int k = 0; k < rows; k++) {
        FloatVector u = FloatVector.fromArray(SPECIES, right, q);
        FloatVector v = FloatVector.fromArray(SPECIES, right, q + LANES);
        FloatVector c = FloatVector.broadcast(SPECIES, left[p]);
        a0 = u.fma(c, a0);
        b0 = v.fma(c, b0);
        c = FloatVector.broadcast(SPECIES, left[p + 1]);
        a1 = u.fma(c, a1);
        b1 = v.fma(c, b1);
        c = FloatVector.broadcast(SPECIES, left[p + 2]);
        a2 = u.fma(c, a2);
        b2 = v.fma(c, b2);
        c = FloatVector.broadcast(SPECIES, left[p + 3]);
        a3 = u.fma(c, a3);
        b3 = v.fma(c, b3);
        c = FloatVector.broadcast(SPECIES, left[p + 4]);
        a4 = u.fma(c, a4);
        b4 = v.fma(c, b4);
        c = FloatVector.broadcast(SPECIES, left[p + 5]);
        a5 = u.fma(c, a5);
        b5 = v.fma(c, b5);
        c = FloatVector.broadcast(SPECIES, left[p + 6]);
        a6 = u.fma(c, a6);
        b6 = v.fma(c, b6);
        c = FloatVector.broadcast(SPECIES, left[p + 7]);
        a7 = u.fma(c, a7);
        b7 = v.fma(c, b7);
        p += stride;
        q += step;
      }
      t = m * g.stride() + j;
      a0.intoArray(out, t);
      b0.intoArray(out, t + LANES);
      t += g.stride();
      a1.intoArray(out, t);
      b1.intoArray(out, t + LANES);
      t += g.stride();
      a2.intoArray(out, t);
      b2.intoArray(out, t + LANES);
      t += g.stride();
      a3.intoArray(out, t);
      b3.intoArray(out, t + LANES);
      t += g.stride();
      a4.intoArray(out, t);
      b4.intoArray(out, t + LANES);
      t += g.stride();
      a5.intoArray(out, t);
      b5.intoArray(out, t + LANES);
      t += g.stride();
      a6.intoArray(out, t);
      b6.intoArray(out, t + LANES);
      t += g.stride();
      a7.intoArray(out, t);
      b7.intoArray(out, t + LANES);
    }
  }

  private static void narrowOuter(Matrix y, int from, Matrix x, int at, int rows, Matrix g, int j) {
    float[] left = y.at();
    float[] right = x.at();
    float[] out = g.at();
    int stride = y.stride();
    int step = x.stride();
    for (int m = 0; m < g.rows(); m += Matrix.GROUP) {
      int t = m * g.stride() + j;
      FloatVector a0 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a1 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a2 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a3 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a4 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a5 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a6 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a7 = FloatVector.fromArray(SPECIES, out, t);
      int p = from * stride + m;
      int q = at * step + j;
      for (int k = 0; k < rows; k++) {
        FloatVector u = FloatVector.fromArray(SPECIES, right, q);
        FloatVector c = FloatVector.broadcast(SPECIES, left[p]);
        a0 = u.fma(c, a0);
        c = FloatVector.broadcast(SPECIES, left[p + 1]);
        a1 = u.fma(c, a1);
        c = FloatVector.broadcast(SPECIES, left[p + 2]);
        a2 = u.fma(c, a2);
        c = FloatVector.broadcast(SPECIES, left[p + 3]);
        a3 = u.fma(c, a3);
        c = FloatVector.broadcast(SPECIES, left[p + 4]);
        a4 = u.fma(c, a4);
        c = FloatVector.broadcast(SPECIES, left[p + 5]);
        a5 = u.fma(c, a5);
        c = FloatVector.broadcast(SPECIES, left[p + 6]);
        a6 = u.fma(c, a6);
        c = FloatVector.broadcast(SPECIES, left[p + 7]);
        a7 = u.fma(c, a7);
        p += stride;
        q += step;
      }
      t = m * g.stride() + j;
      a0.intoArray(out, t);
      t += g.stride();
      a1.intoArray(out, t);
      t += g.stride();
      a2.intoArray(out, t);
      t += g.stride();
      a3.intoArray(out, t);
      t += g.stride();
      a4.intoArray(out, t);
      t += g.stride();
      a5.intoArray(out, t);
      t += g.stride();
      a6.intoArray(out, t);
      t += g.stride();
      a7.intoArray(out, t);
    }
  }
}

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
      VectorRows.wide(x, from, rows, w, bias, y, to, j, relu);
    }
    for (; j < w.columns(); j += LANES) {
      VectorRows.narrow(x, from, rows, w, bias, y, to, j, relu);
    }
  }

  @Override
  public void outer(Matrix y, int from, Matrix x, int at, int rows, Matrix g) {
    int j = 0;
    for (; g.columns() - j > WIDE - LANES; j += WIDE) {
      VectorOuter.wide(y, from, x, at, rows, g, j);
    }
    for (; j < g.columns(); j += LANES) {
      VectorOuter.narrow(y, from, x, at, rows, g, j);
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
}

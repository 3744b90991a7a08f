package io.diglm.network;

import static io.diglm.network.Approximations.EXP_0;
import static io.diglm.network.Approximations.EXP_1;
import static io.diglm.network.Approximations.EXP_2;
import static io.diglm.network.Approximations.EXP_3;
import static io.diglm.network.Approximations.EXP_4;
import static io.diglm.network.Approximations.EXP_5;
import static io.diglm.network.Approximations.LEAST_EXP;
import static io.diglm.network.Approximations.LOG2_E;
import static io.diglm.network.Approximations.LOG_2_HIGH;
import static io.diglm.network.Approximations.LOG_2_LOW;
import static io.diglm.network.Approximations.MOST_EXP;
import static io.diglm.network.Approximations.MOST_TANH;
import static io.diglm.network.Approximations.MOST_TURNS;
import static io.diglm.network.Approximations.P_0;
import static io.diglm.network.Approximations.P_1;
import static io.diglm.network.Approximations.P_2;
import static io.diglm.network.Approximations.P_3;
import static io.diglm.network.Approximations.P_4;
import static io.diglm.network.Approximations.P_5;
import static io.diglm.network.Approximations.P_6;
import static io.diglm.network.Approximations.Q_0;
import static io.diglm.network.Approximations.Q_1;
import static io.diglm.network.Approximations.Q_2;
import static io.diglm.network.Approximations.Q_3;
import static io.diglm.network.Approximations.ROUND;
import static io.diglm.network.Approximations.SIN_0;
import static io.diglm.network.Approximations.SIN_1;
import static io.diglm.network.Approximations.SIN_2;
import static io.diglm.network.Approximations.SIN_3;
import static io.diglm.network.Approximations.SIN_4;
import static io.diglm.network.Approximations.TWO_PI;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The Vector API, on vectors of the machine's width up to 512 bits. */
final class VectorKernels implements Kernels {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > Dense.BLOCK
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Vectors of as many bits, of half as many numbers. */
  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, SPECIES.vectorShape());

  private static final int HALF_LANES = DOUBLES.length();

  /** AVX2 has 16 vector registers, so sixteen running sums would not stay in them. */
  static final boolean MANY_REGISTERS = LANES != 8;

  @Override
  public int lanes() {
    return LANES;
  }

  /** With 128 features, the input and output of a layer together fit into 32 KiB. */
  @Override
  public int tile() {
    return 32;
  }

  @Override
  public void dense(Dense layer, float[] x, int from, int rows, float[] y, boolean relu) {
    if (rows == 1) {
      row(layer, x, from, y);
      if (relu) {
        relu(y, layer.outputs());
      }
    } else {
      int r = 0;
      if (MANY_REGISTERS) {
        for (; r + 2 * LANES <= rows; r += 2 * LANES) {
          wide(layer, x, from + r, rows, y, r, relu);
        }
      }
      for (; r < rows; r += LANES) {
        narrow(layer, x, from + r, rows, y, r, relu);
      }
    }
  }

  /**
   * Two vectors of rows and eight outputs at a time: sixteen running sums hide the latency of one
   * sum.
   */
  private static void wide(
      Dense layer, float[] x, int from, int rows, float[] y, int to, boolean relu) {
    float[] w = layer.weights();
    float[] bias = layer.bias();
    int inputs = layer.inputs();
    int q = to;
    for (int output = 0; output < layer.outputs(); output += Dense.GROUP) {
      FloatVector a0 = FloatVector.broadcast(SPECIES, bias[output + 0]);
      FloatVector a1 = FloatVector.broadcast(SPECIES, bias[output + 1]);
      FloatVector a2 = FloatVector.broadcast(SPECIES, bias[output + 2]);
      FloatVector a3 = FloatVector.broadcast(SPECIES, bias[output + 3]);
      FloatVector a4 = FloatVector.broadcast(SPECIES, bias[output + 4]);
      FloatVector a5 = FloatVector.broadcast(SPECIES, bias[output + 5]);
      FloatVector a6 = FloatVector.broadcast(SPECIES, bias[output + 6]);
      FloatVector a7 = FloatVector.broadcast(SPECIES, bias[output + 7]);
      FloatVector b0 = a0;
      FloatVector b1 = a1;
      FloatVector b2 = a2;
      FloatVector b3 = a3;
      FloatVector b4 = a4;
      FloatVector b5 = a5;
      FloatVector b6 = a6;
      FloatVector b7 = a7;
      int at = layer.group(output);
      int p = from;
      for (int i = 0; i < inputs; i++) {
        FloatVector u = FloatVector.fromArray(SPECIES, x, p);
        FloatVector v = FloatVector.fromArray(SPECIES, x, p + LANES);
        FloatVector c = FloatVector.broadcast(SPECIES, w[at]);
        a0 = u.fma(c, a0);
        b0 = v.fma(c, b0);
        c = FloatVector.broadcast(SPECIES, w[at + 1]);
        a1 = u.fma(c, a1);
        b1 = v.fma(c, b1);
        c = FloatVector.broadcast(SPECIES, w[at + 2]);
        a2 = u.fma(c, a2);
        b2 = v.fma(c, b2);
        c = FloatVector.broadcast(SPECIES, w[at + 3]);
        a3 = u.fma(c, a3);
        b3 = v.fma(c, b3);
        c = FloatVector.broadcast(SPECIES, w[at + 4]);
        a4 = u.fma(c, a4);
        b4 = v.fma(c, b4);
        c = FloatVector.broadcast(SPECIES, w[at + 5]);
        a5 = u.fma(c, a5);
        b5 = v.fma(c, b5);
        c = FloatVector.broadcast(SPECIES, w[at + 6]);
        a6 = u.fma(c, a6);
        b6 = v.fma(c, b6);
        c = FloatVector.broadcast(SPECIES, w[at + 7]);
        a7 = u.fma(c, a7);
        b7 = v.fma(c, b7);
        at += Dense.BLOCK;
        p += rows;
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
        b0 = b0.max(0);
        b1 = b1.max(0);
        b2 = b2.max(0);
        b3 = b3.max(0);
        b4 = b4.max(0);
        b5 = b5.max(0);
        b6 = b6.max(0);
        b7 = b7.max(0);
      }
      a0.intoArray(y, q);
      b0.intoArray(y, q + LANES);
      q += rows;
      a1.intoArray(y, q);
      b1.intoArray(y, q + LANES);
      q += rows;
      a2.intoArray(y, q);
      b2.intoArray(y, q + LANES);
      q += rows;
      a3.intoArray(y, q);
      b3.intoArray(y, q + LANES);
      q += rows;
      a4.intoArray(y, q);
      b4.intoArray(y, q + LANES);
      q += rows;
      a5.intoArray(y, q);
      b5.intoArray(y, q + LANES);
      q += rows;
      a6.intoArray(y, q);
      b6.intoArray(y, q + LANES);
      q += rows;
      a7.intoArray(y, q);
      b7.intoArray(y, q + LANES);
      q += rows;
    }
  }

  /** One vector of rows, eight outputs at a time. */
  private static void narrow(
      Dense layer, float[] x, int from, int rows, float[] y, int to, boolean relu) {
    float[] w = layer.weights();
    float[] bias = layer.bias();
    int inputs = layer.inputs();
    int q = to;
    for (int output = 0; output < layer.outputs(); output += Dense.GROUP) {
      FloatVector a0 = FloatVector.broadcast(SPECIES, bias[output + 0]);
      FloatVector a1 = FloatVector.broadcast(SPECIES, bias[output + 1]);
      FloatVector a2 = FloatVector.broadcast(SPECIES, bias[output + 2]);
      FloatVector a3 = FloatVector.broadcast(SPECIES, bias[output + 3]);
      FloatVector a4 = FloatVector.broadcast(SPECIES, bias[output + 4]);
      FloatVector a5 = FloatVector.broadcast(SPECIES, bias[output + 5]);
      FloatVector a6 = FloatVector.broadcast(SPECIES, bias[output + 6]);
      FloatVector a7 = FloatVector.broadcast(SPECIES, bias[output + 7]);
      int at = layer.group(output);
      int p = from;
      for (int i = 0; i < inputs; i++) {
        FloatVector u = FloatVector.fromArray(SPECIES, x, p);
        a0 = u.fma(FloatVector.broadcast(SPECIES, w[at]), a0);
        a1 = u.fma(FloatVector.broadcast(SPECIES, w[at + 1]), a1);
        a2 = u.fma(FloatVector.broadcast(SPECIES, w[at + 2]), a2);
        a3 = u.fma(FloatVector.broadcast(SPECIES, w[at + 3]), a3);
        a4 = u.fma(FloatVector.broadcast(SPECIES, w[at + 4]), a4);
        a5 = u.fma(FloatVector.broadcast(SPECIES, w[at + 5]), a5);
        a6 = u.fma(FloatVector.broadcast(SPECIES, w[at + 6]), a6);
        a7 = u.fma(FloatVector.broadcast(SPECIES, w[at + 7]), a7);
        at += Dense.BLOCK;
        p += rows;
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
      a0.intoArray(y, q);
      q += rows;
      a1.intoArray(y, q);
      q += rows;
      a2.intoArray(y, q);
      q += rows;
      a3.intoArray(y, q);
      q += rows;
      a4.intoArray(y, q);
      q += rows;
      a5.intoArray(y, q);
      q += rows;
      a6.intoArray(y, q);
      q += rows;
      a7.intoArray(y, q);
      q += rows;
    }
  }

  /** One row: vectors hold outputs, four vectors at a time while there are enough. */
  private static void row(Dense layer, float[] x, int from, float[] y) {
    float[] w = layer.weights();
    float[] bias = layer.bias();
    int step = layer.inputs() * Dense.BLOCK;
    for (int lane = 0; lane < Dense.BLOCK; lane += LANES) {
      int output = lane;
      int at = lane;
      for (; output + 3 * Dense.BLOCK < layer.outputs(); output += 4 * Dense.BLOCK) {
        FloatVector a = FloatVector.fromArray(SPECIES, bias, output);
        FloatVector b = FloatVector.fromArray(SPECIES, bias, output + Dense.BLOCK);
        FloatVector c = FloatVector.fromArray(SPECIES, bias, output + 2 * Dense.BLOCK);
        FloatVector d = FloatVector.fromArray(SPECIES, bias, output + 3 * Dense.BLOCK);
        for (int i = 0, p = at; i < layer.inputs(); i++, p += Dense.BLOCK) {
          FloatVector number = FloatVector.broadcast(SPECIES, x[from + i]);
          a = FloatVector.fromArray(SPECIES, w, p).fma(number, a);
          b = FloatVector.fromArray(SPECIES, w, p + step).fma(number, b);
          c = FloatVector.fromArray(SPECIES, w, p + 2 * step).fma(number, c);
          d = FloatVector.fromArray(SPECIES, w, p + 3 * step).fma(number, d);
        }
        a.intoArray(y, output);
        b.intoArray(y, output + Dense.BLOCK);
        c.intoArray(y, output + 2 * Dense.BLOCK);
        d.intoArray(y, output + 3 * Dense.BLOCK);
        at += 4 * step;
      }
      for (; output < layer.outputs(); output += Dense.BLOCK) {
        FloatVector a = FloatVector.fromArray(SPECIES, bias, output);
        for (int i = 0, p = at; i < layer.inputs(); i++, p += Dense.BLOCK) {
          FloatVector number = FloatVector.broadcast(SPECIES, x[from + i]);
          a = FloatVector.fromArray(SPECIES, w, p).fma(number, a);
        }
        a.intoArray(y, output);
        at += step;
      }
    }
  }

  private static void relu(float[] y, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector.fromArray(SPECIES, y, i).max(0).intoArray(y, i);
    }
    for (; i < count; i++) {
      y[i] = Math.max(y[i], 0);
    }
  }

  @Override
  public void sums(float[] w, int from, int width, double bias, double[] z, int rows, double[] y) {
    if (rows == 1) {
      Kernels.super.sums(w, from, width, bias, z, rows, y);
      return;
    }
    for (int r = 0; r < rows; r += 2 * HALF_LANES) {
      DoubleVector a = DoubleVector.broadcast(DOUBLES, bias);
      DoubleVector b = a;
      int p = r;
      for (int j = from; j < from + width; j++) {
        // The product of two floats is exact in double, so this is rounded like a sum.
        DoubleVector c = DoubleVector.broadcast(DOUBLES, w[j]);
        a = DoubleVector.fromArray(DOUBLES, z, p).fma(c, a);
        b = DoubleVector.fromArray(DOUBLES, z, p + HALF_LANES).fma(c, b);
        p += rows;
      }
      a.intoArray(y, r);
      b.intoArray(y, r + HALF_LANES);
    }
  }

  // C2 keeps vectors in registers only within a method, and only if it knows their width. So each
  // function is one or two loops, and there is no second species, not even for one row.

  @Override
  public void exp(float[] x, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector inside = FloatVector.fromArray(SPECIES, x, i).max(LEAST_EXP).min(MOST_EXP);
      FloatVector shifted = inside.fma(splat(LOG2_E), splat(ROUND));
      FloatVector n = shifted.sub(ROUND);
      FloatVector r = n.fma(splat(-LOG_2_LOW), n.fma(splat(-LOG_2_HIGH), inside));
      FloatVector p = r.fma(splat(EXP_5), splat(EXP_4)).fma(r, splat(EXP_3));
      p = p.fma(r, splat(EXP_2)).fma(r, splat(EXP_1)).fma(r, splat(EXP_0));
      FloatVector power =
          shifted
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, 23)
              .add(127 << 23)
              .reinterpretAsFloats();
      p.fma(r.mul(r), r.add(1)).mul(power).intoArray(x, i);
    }
    if (i < count) {
      float[] rest = rest(x, i, count - i);
      exp(rest, LANES);
      System.arraycopy(rest, 0, x, i, count - i);
    }
  }

  @Override
  public void tanh(float[] x, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector inside = FloatVector.fromArray(SPECIES, x, i).max(-MOST_TANH).min(MOST_TANH);
      FloatVector s = inside.mul(inside);
      FloatVector p = s.fma(splat(P_6), splat(P_5)).fma(s, splat(P_4)).fma(s, splat(P_3));
      p = p.fma(s, splat(P_2)).fma(s, splat(P_1)).fma(s, splat(P_0));
      FloatVector q = s.fma(splat(Q_3), splat(Q_2)).fma(s, splat(Q_1)).fma(s, splat(Q_0));
      inside.mul(p).div(q).intoArray(x, i);
    }
    if (i < count) {
      float[] rest = rest(x, i, count - i);
      tanh(rest, LANES);
      System.arraycopy(rest, 0, x, i, count - i);
    }
  }

  @Override
  public void sinCos(float[] x, int from, int to, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector inside =
          FloatVector.fromArray(SPECIES, x, from + i).max(-MOST_TURNS).min(MOST_TURNS);
      FloatVector part = inside.sub(inside.add(ROUND).sub(ROUND));
      FloatVector below = splat(-0.5f).sub(part);
      FloatVector above = splat(0.5f).sub(part);
      part.max(below).min(above).intoArray(x, from + i);
      FloatVector size = part.max(splat(0).sub(part));
      splat(0.25f).sub(size).intoArray(x, to + i);
    }
    quarterSine(x, from, i);
    quarterSine(x, to, i);
    if (i < count) {
      float[] both = Arrays.copyOf(rest(x, from + i, count - i), 2 * LANES);
      sinCos(both, 0, LANES, LANES);
      System.arraycopy(both, 0, x, from + i, count - i);
      System.arraycopy(both, LANES, x, to + i, count - i);
    }
  }

  /** sin(2 pi x) in place, x in [-1/4, 1/4]. */
  private static void quarterSine(float[] x, int from, int count) {
    for (int i = from; i < from + count; i += LANES) {
      FloatVector u = FloatVector.fromArray(SPECIES, x, i).mul(TWO_PI);
      FloatVector s = u.mul(u);
      FloatVector p = s.fma(splat(SIN_4), splat(SIN_3)).fma(s, splat(SIN_2));
      p = p.fma(s, splat(SIN_1)).fma(s, splat(SIN_0)).fma(s, splat(1));
      u.mul(p).intoArray(x, i);
    }
  }

  /** Returns the numbers that do not fill a vector, padded. */
  private static float[] rest(float[] x, int from, int count) {
    float[] padded = new float[LANES];
    System.arraycopy(x, from, padded, 0, count);
    return padded;
  }

  private static FloatVector splat(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }
}

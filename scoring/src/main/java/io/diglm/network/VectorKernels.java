package io.diglm.network;

import static io.diglm.network.Approximations.ERF;
import static io.diglm.network.Approximations.ERF_P;
import static io.diglm.network.Approximations.EXP;
import static io.diglm.network.Approximations.LEAST_EXP;
import static io.diglm.network.Approximations.LOG2_E;
import static io.diglm.network.Approximations.LOG_2_HIGH;
import static io.diglm.network.Approximations.LOG_2_LOW;
import static io.diglm.network.Approximations.MOST_EXP;
import static io.diglm.network.Approximations.MOST_TANH;
import static io.diglm.network.Approximations.MOST_TURNS;
import static io.diglm.network.Approximations.ROOT_HALF;
import static io.diglm.network.Approximations.ROUND;
import static io.diglm.network.Approximations.SIN;
import static io.diglm.network.Approximations.TANH_P;
import static io.diglm.network.Approximations.TANH_Q;
import static io.diglm.network.Approximations.TWO_PI;

import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The Vector API, on vectors of the machine's width up to 512 bits. */
final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > Dense.BLOCK
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** AVX2 has 16 vector registers: sixteen running sums would not stay in them. */
  private static final boolean MANY_REGISTERS = LANES != 8;

  @Override
  public int lanes() {
    return LANES;
  }

  /** With 128 features a layer's input and output fit 32 KiB together. */
  @Override
  public int tile() {
    return 32;
  }

  @Override
  public void dense(Dense layer, float[] x, int from, int rows, float[] y, boolean relu) {
    if (rows == 1) {
      row(layer, x, from, y, relu);
      return;
    }
    for (int output = 0; output < layer.outputs(); output += Dense.GROUP) {
      int r = 0;
      if (MANY_REGISTERS) {
        for (; r + 2 * LANES <= rows; r += 2 * LANES) {
          wide(layer, output, x, from + r, rows, y, output * rows + r, relu);
        }
      }
      for (; r < rows; r += LANES) {
        narrow(layer, output, x, from + r, rows, y, output * rows + r, relu);
      }
    }
  }

  /** Eight outputs of two vectors of rows: sixteen running sums hide how long one takes. */
  private static void wide(
      Dense layer, int output, float[] x, int from, int rows, float[] y, int to, boolean relu) {
    float[] w = layer.weights();
    float[] bias = layer.bias();
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias[output]);
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
    for (int i = 0; i < layer.inputs(); i++) {
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
    store(a0, y, to, relu);
    store(b0, y, to + LANES, relu);
    store(a1, y, to + rows, relu);
    store(b1, y, to + rows + LANES, relu);
    store(a2, y, to + 2 * rows, relu);
    store(b2, y, to + 2 * rows + LANES, relu);
    store(a3, y, to + 3 * rows, relu);
    store(b3, y, to + 3 * rows + LANES, relu);
    store(a4, y, to + 4 * rows, relu);
    store(b4, y, to + 4 * rows + LANES, relu);
    store(a5, y, to + 5 * rows, relu);
    store(b5, y, to + 5 * rows + LANES, relu);
    store(a6, y, to + 6 * rows, relu);
    store(b6, y, to + 6 * rows + LANES, relu);
    store(a7, y, to + 7 * rows, relu);
    store(b7, y, to + 7 * rows + LANES, relu);
  }

  /** Eight outputs of one vector of rows. */
  private static void narrow(
      Dense layer, int output, float[] x, int from, int rows, float[] y, int to, boolean relu) {
    float[] w = layer.weights();
    float[] bias = layer.bias();
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias[output]);
    FloatVector a1 = FloatVector.broadcast(SPECIES, bias[output + 1]);
    FloatVector a2 = FloatVector.broadcast(SPECIES, bias[output + 2]);
    FloatVector a3 = FloatVector.broadcast(SPECIES, bias[output + 3]);
    FloatVector a4 = FloatVector.broadcast(SPECIES, bias[output + 4]);
    FloatVector a5 = FloatVector.broadcast(SPECIES, bias[output + 5]);
    FloatVector a6 = FloatVector.broadcast(SPECIES, bias[output + 6]);
    FloatVector a7 = FloatVector.broadcast(SPECIES, bias[output + 7]);
    int at = layer.group(output);
    int p = from;
    for (int i = 0; i < layer.inputs(); i++) {
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
    store(a0, y, to, relu);
    store(a1, y, to + rows, relu);
    store(a2, y, to + 2 * rows, relu);
    store(a3, y, to + 3 * rows, relu);
    store(a4, y, to + 4 * rows, relu);
    store(a5, y, to + 5 * rows, relu);
    store(a6, y, to + 6 * rows, relu);
    store(a7, y, to + 7 * rows, relu);
  }

  /** One row: vectors hold outputs, four at a time while there are so many. */
  private static void row(Dense layer, float[] x, int from, float[] y, boolean relu) {
    float[] w = layer.weights();
    int step = layer.inputs() * Dense.BLOCK;
    for (int lane = 0; lane < Dense.BLOCK; lane += LANES) {
      int output = lane;
      int at = lane;
      for (;
          output + 3 * Dense.BLOCK < layer.outputs();
          output += 4 * Dense.BLOCK, at += 4 * step) {
        FloatVector a = FloatVector.fromArray(SPECIES, layer.bias(), output);
        FloatVector b = FloatVector.fromArray(SPECIES, layer.bias(), output + Dense.BLOCK);
        FloatVector c = FloatVector.fromArray(SPECIES, layer.bias(), output + 2 * Dense.BLOCK);
        FloatVector d = FloatVector.fromArray(SPECIES, layer.bias(), output + 3 * Dense.BLOCK);
        for (int i = 0, p = at; i < layer.inputs(); i++, p += Dense.BLOCK) {
          FloatVector number = FloatVector.broadcast(SPECIES, x[from + i]);
          a = FloatVector.fromArray(SPECIES, w, p).fma(number, a);
          b = FloatVector.fromArray(SPECIES, w, p + step).fma(number, b);
          c = FloatVector.fromArray(SPECIES, w, p + 2 * step).fma(number, c);
          d = FloatVector.fromArray(SPECIES, w, p + 3 * step).fma(number, d);
        }
        store(a, y, output, relu);
        store(b, y, output + Dense.BLOCK, relu);
        store(c, y, output + 2 * Dense.BLOCK, relu);
        store(d, y, output + 3 * Dense.BLOCK, relu);
      }
      for (; output < layer.outputs(); output += Dense.BLOCK, at += step) {
        FloatVector a = FloatVector.fromArray(SPECIES, layer.bias(), output);
        for (int i = 0, p = at; i < layer.inputs(); i++, p += Dense.BLOCK) {
          FloatVector number = FloatVector.broadcast(SPECIES, x[from + i]);
          a = FloatVector.fromArray(SPECIES, w, p).fma(number, a);
        }
        store(a, y, output, relu);
      }
    }
  }

  private static void store(FloatVector sum, float[] y, int to, boolean relu) {
    (relu ? sum.max(0) : sum).intoArray(y, to);
  }

  @Override
  public void exp(float[] x, int from, int count) {
    int i = from;
    for (; i <= from + count - LANES; i += LANES) {
      exp(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
    rest(x, i, from + count, VectorKernels::exp);
  }

  @Override
  public void tanh(float[] x, int from, int count) {
    int i = from;
    for (; i <= from + count - LANES; i += LANES) {
      tanh(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
    rest(x, i, from + count, VectorKernels::tanh);
  }

  @Override
  public void sigmoid(float[] x, int from, int count) {
    int i = from;
    for (; i <= from + count - LANES; i += LANES) {
      sigmoid(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
    rest(x, i, from + count, VectorKernels::sigmoid);
  }

  @Override
  public void silu(float[] x, int from, int count) {
    int i = from;
    for (; i <= from + count - LANES; i += LANES) {
      silu(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
    rest(x, i, from + count, VectorKernels::silu);
  }

  @Override
  public void gelu(float[] x, int from, int count) {
    int i = from;
    for (; i <= from + count - LANES; i += LANES) {
      gelu(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
    rest(x, i, from + count, VectorKernels::gelu);
  }

  @Override
  public void sinCos(float[] x, int from, int to, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector part = turn(FloatVector.fromArray(SPECIES, x, from + i));
      sine(part).intoArray(x, from + i);
      cosine(part).intoArray(x, to + i);
    }
    System.arraycopy(x, from + i, x, to + i, count - i);
    rest(x, from + i, from + count, number -> sine(turn(number)));
    rest(x, to + i, to + count, number -> cosine(turn(number)));
  }

  /** The numbers that do not fill a vector. */
  private static void rest(float[] x, int from, int to, UnaryOperator<FloatVector> function) {
    if (from < to) {
      float[] padded = new float[LANES];
      System.arraycopy(x, from, padded, 0, to - from);
      function.apply(FloatVector.fromArray(SPECIES, padded, 0)).intoArray(padded, 0);
      System.arraycopy(padded, 0, x, from, to - from);
    }
  }

  private static FloatVector exp(FloatVector x) {
    FloatVector inside = x.max(LEAST_EXP).min(MOST_EXP);
    FloatVector shifted = inside.fma(splat(LOG2_E), splat(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(splat(-LOG_2_LOW), n.fma(splat(-LOG_2_HIGH), inside));
    FloatVector p = polynomial(EXP, r).fma(r.mul(r), r.add(1));
    IntVector exponent =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(127 << 23);
    return p.mul(exponent.reinterpretAsFloats());
  }

  private static FloatVector tanh(FloatVector x) {
    FloatVector inside = x.max(-MOST_TANH).min(MOST_TANH);
    FloatVector square = inside.mul(inside);
    return inside.mul(polynomial(TANH_P, square)).div(polynomial(TANH_Q, square));
  }

  private static FloatVector sigmoid(FloatVector x) {
    return splat(1).div(exp(x.neg()).add(1));
  }

  private static FloatVector silu(FloatVector x) {
    return x.mul(sigmoid(x));
  }

  private static FloatVector gelu(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector a = size.mul(ROOT_HALF);
    FloatVector t = splat(1).div(a.fma(splat(ERF_P), splat(1)));
    FloatVector tail = size.mul(0.5f).mul(t).mul(polynomial(ERF, t)).mul(exp(a.mul(a).neg()));
    return x.max(0).sub(tail);
  }

  private static FloatVector turn(FloatVector x) {
    FloatVector inside = x.max(-MOST_TURNS).min(MOST_TURNS);
    return inside.sub(inside.add(ROUND).sub(ROUND));
  }

  private static FloatVector sine(FloatVector part) {
    FloatVector below = splat(-0.5f).sub(part);
    FloatVector above = splat(0.5f).sub(part);
    return quarterSine(part.max(below).min(above));
  }

  private static FloatVector cosine(FloatVector part) {
    return quarterSine(splat(0.25f).sub(part.abs()));
  }

  private static FloatVector quarterSine(FloatVector part) {
    FloatVector u = part.mul(TWO_PI);
    FloatVector square = u.mul(u);
    return u.mul(polynomial(SIN, square).fma(square, splat(1)));
  }

  private static FloatVector polynomial(float[] coefficients, FloatVector x) {
    FloatVector sum = splat(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = sum.fma(x, splat(coefficients[i]));
    }
    return sum;
  }

  private static FloatVector splat(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }
}

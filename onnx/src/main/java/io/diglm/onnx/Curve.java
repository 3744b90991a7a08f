package io.diglm.onnx;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Smooth functions of one number in a range as tables: between their points the cubic through the
 * four nearest.
 */
final class Curve {
  /** What is fine enough for every function. */
  static final int MOST_POINTS = 4097;

  private final double low;
  private final double high;
  private final int points;
  private final int functions;
  private final double[] values;

  /** Tabulates functions from {@code low} to {@code high}, and one point beyond either end. */
  Curve(double low, double high, DoubleUnaryOperator... functions) {
    this(MOST_POINTS, low, high, functions);
  }

  /** Tabulates functions at so many points, and at one beyond either end. */
  Curve(int points, double low, double high, DoubleUnaryOperator... functions) {
    this.low = low;
    this.high = high;
    this.points = points;
    this.functions = functions.length;
    int width = points + 2;
    double step = (high - low) / (points - 1);
    values = new double[width * functions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = functions[i / width].applyAsDouble(low + (i % width - 1) * step);
    }
  }

  /** Returns what a table of so many points would give for a function at a number in the range. */
  static double at(int points, double low, double high, DoubleUnaryOperator function, double x) {
    double step = (high - low) / (points - 1);
    double at = (x - low) / step;
    double cell = Math.min(Math.floor(at), points - 2.0);
    double t = at - cell;
    double[] near = new double[4];
    for (int k = 0; k < near.length; k++) {
      near[k] = function.applyAsDouble(low + (cell + k - 1) * step);
    }
    return near[0] * t * (t - 1) * (t - 2) / -6
        + near[1] * (t + 1) * (t - 1) * (t - 2) / 2
        - near[2] * (t + 1) * t * (t - 2) / 2
        + near[3] * (t + 1) * t * (t - 1) / 6;
  }

  /** Returns the function of numbers, which count as the nearest end where they are outside. */
  Value of(Ops ops, Value x) {
    return of(ops, x, new int[1]);
  }

  /** Returns of each number along the last axis a function of its own, named by its place. */
  Value of(Ops ops, Value x, int... which) {
    Value inside = ops.clip(x, low, high);
    Value at = ops.mul(ops.add(inside, -low), (points - 1) / (high - low));
    Value cell = ops.min(ops.floor(at), points - 2);
    Value t = ops.sub(at, cell);
    Value index = ops.cast(cell, Element.INT64);
    if (functions > 1) {
      long width = points + 2L;
      index = ops.add(index, ops.row(Arrays.stream(which).mapToLong(f -> f * width).toArray()));
    }
    Value table = ops.graph().doubles(new long[] {values.length}, values);
    Value a = ops.look(table, index);
    Value b = ops.look(table, ops.add(index, ops.whole(1)));
    Value c = ops.look(table, ops.add(index, ops.whole(2)));
    Value d = ops.look(table, ops.add(index, ops.whole(3)));
    // Lagrange's cubic through -1, 0, 1 and 2.
    Value before = ops.add(t, 1);
    Value after = ops.add(t, -1);
    Value later = ops.add(t, -2);
    Value first = ops.mul(a, ops.mul(ops.mul(t, ops.mul(after, later)), -1 / 6.0));
    Value second = ops.mul(b, ops.mul(ops.mul(before, ops.mul(after, later)), 0.5));
    Value third = ops.mul(c, ops.mul(ops.mul(before, ops.mul(t, later)), -0.5));
    Value fourth = ops.mul(d, ops.mul(ops.mul(before, ops.mul(t, after)), 1 / 6.0));
    return ops.add(ops.add(first, second), ops.add(third, fourth));
  }
}

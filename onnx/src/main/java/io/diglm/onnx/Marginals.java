package io.diglm.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The marginal distributions of some number axes, a histogram between tails each, which place cells
 * on the real line: {@code io.diglm.density.NumberMarginal}. All are of grids, or none is.
 */
final class Marginals {
  private static final double DECAY = 4;

  /** Off a grid's points by less is rounding. */
  private static final double ROUNDING = 1e-6;

  /**
   * One marginal.
   *
   * @param origin of the grid
   * @param quantum of the grid; 0 without a grid
   * @param edges of the bins (B + 1)
   * @param masses of the bins (B)
   * @param tail mass beyond each end, and the scales of the lower and of the upper tail
   */
  record Marginal(double origin, double quantum, double[] edges, double[] masses, double[] tail) {

    double first() {
      return edges[0];
    }

    double last() {
      return edges[edges.length - 1];
    }

    double[] slopes() {
      double[] slopes = new double[masses.length];
      Arrays.setAll(slopes, b -> masses[b] / (edges[b + 1] - edges[b]));
      return slopes;
    }

    double[] below() {
      double[] below = new double[masses.length];
      double sum = tail[0];
      for (int b = 0; b < below.length; b++) {
        below[b] = sum;
        sum += masses[b];
      }
      return below;
    }

    double[] above() {
      double[] above = new double[masses.length];
      double sum = tail[0];
      for (int b = above.length - 1; b >= 0; b--) {
        above[b] = sum;
        sum += masses[b];
      }
      return above;
    }

    /** The whole number of quanta of a number, as in a graph. */
    double ticks(double number) {
      double exact = (number - origin) / quantum;
      double whole = Math.rint(exact);
      return Math.abs(exact - whole) <= ROUNDING ? whole : Math.floor(exact);
    }
  }

  /** Intervals of the real line, each (N, A): see {@code io.diglm.density.NumberMarginal}. */
  record Places(Value middle, Value width, Value logWidth, Value share) {}

  private final Ops ops;
  private final List<Marginal> all;
  private final boolean grid;

  Marginals(Ops ops, List<Marginal> all) {
    this.ops = ops;
    this.all = List.copyOf(all);
    grid = all.get(0).quantum() > 0;
  }

  private Value row(ToDoubleFunction<Marginal> number) {
    return ops.row(all.stream().mapToDouble(number).toArray());
  }

  /** Where numbers (N, A) lie, of a grid by whole quanta. */
  Value ticks(Value numbers) {
    if (!grid) {
      return numbers;
    }
    Value exact = ops.div(ops.sub(numbers, row(Marginal::origin)), row(Marginal::quantum));
    Value whole = ops.graph().op("Round", exact);
    Value off = ops.abs(ops.sub(exact, whole));
    return ops.where(ops.greater(off, ROUNDING), ops.floor(exact), whole);
  }

  /** Places cells by their ticks (N, A). */
  Places places(Value ticks) {
    Value above = ops.graph().op("GreaterOrEqual", ticks, row(Marginal::last));
    Value below = ops.less(ticks, row(Marginal::first));
    Places in = inside(ticks);
    Places out = beyond(ticks, above, below);
    Value outside = ops.or(above, below);
    return new Places(
        ops.where(outside, out.middle(), in.middle()),
        ops.where(outside, out.width(), in.width()),
        ops.where(outside, out.logWidth(), in.logWidth()),
        ops.where(outside, out.share(), in.share()));
  }

  private Places inside(Value ticks) {
    double[][] inner =
        all.stream()
            .map(m -> Arrays.copyOfRange(m.edges(), 1, m.edges().length - 1))
            .toArray(double[][]::new);
    Value bin = ops.add(new Search(ops).of(ticks, inner, true), starts());
    Value slope = look(bin, Marginal::slopes);
    Value left = look(bin, m -> Arrays.copyOf(m.edges(), m.masses().length));
    Value right = look(bin, m -> Arrays.copyOfRange(m.edges(), 1, m.edges().length));
    Value under = ops.add(look(bin, Marginal::below), ops.mul(slope, ops.sub(ticks, left)));
    Value rest = ops.add(ops.sub(right, ticks), grid ? -1 : 0);
    Value over = ops.add(look(bin, Marginal::above), ops.mul(slope, rest));
    if (!grid) {
      Value logUnder = ops.log(under);
      Value logOver = ops.log(over);
      Value logSlope = ops.sub(ops.sub(ops.log(slope), logUnder), logOver);
      return new Places(ops.sub(logUnder, logOver), ops.real(0), logSlope, under);
    }
    Value width = ops.add(ops.log1p(ops.div(slope, under)), ops.log1p(ops.div(slope, over)));
    Value start = ops.sub(ops.log(under), ops.log(ops.add(over, slope)));
    return new Places(
        ops.add(start, ops.mul(width, 0.5)),
        width,
        ops.log(width),
        ops.add(under, ops.mul(slope, 0.5)));
  }

  private Value starts() {
    long[] starts = new long[all.size()];
    for (int a = 1; a < starts.length; a++) {
      starts[a] = starts[a - 1] + all.get(a - 1).masses().length;
    }
    return ops.row(starts);
  }

  private interface Numbers {
    double[] of(Marginal marginal);
  }

  private Value look(Value bin, Numbers numbers) {
    List<Double> table = new ArrayList<>();
    all.forEach(m -> DoubleStream.of(numbers.of(m)).forEach(table::add));
    double[] values = table.stream().mapToDouble(Double::doubleValue).toArray();
    return ops.look(ops.graph().doubles(new long[] {values.length}, values), bin);
  }

  private Places beyond(Value ticks, Value above, Value below) {
    Value up = ops.sub(ticks, row(Marginal::last));
    Value down = ops.add(ops.sub(row(Marginal::first), ticks), grid ? -1 : 0);
    Value scale = ops.where(above, row(m -> m.tail()[2]), row(m -> m.tail()[1]));
    Value distance = ops.div(ops.where(above, up, down), scale);
    // Where a cell is inside this is not asked for.
    Value outside = ops.or(above, below);
    Value far = ops.where(outside, ops.min(distance, Double.MAX_VALUE), ops.real(0));
    Value logFar = ops.log1p(far);
    Value logRest = ops.sub(row(m -> Math.log(m.tail()[0])), ops.mul(logFar, DECAY));
    Value rest = ops.exp(logRest);
    Value others = ops.log1p(ops.neg(rest));
    Value near = ops.sub(others, logRest);
    Value logSlope = ops.sub(ops.sub(ops.log(ops.div(ops.real(DECAY), scale)), logFar), others);
    Value share = ops.where(above, ops.sub(ops.real(1), rest), rest);
    if (!grid) {
      return new Places(signed(above, near), ops.real(0), logSlope, share);
    }
    Value unit = ops.div(ops.div(ops.real(1), scale), ops.add(far, 1));
    Value further = ops.mul(ops.log1p(unit), DECAY);
    Value left = ops.mul(rest, ops.exp(ops.neg(further)));
    Value beside = ops.div(ops.sub(rest, left), ops.sub(ops.real(1), rest));
    Value width = ops.add(further, ops.log1p(beside));
    Value wide = ops.greater(width, Double.MIN_NORMAL);
    Value middle = signed(above, ops.add(near, ops.mul(width, 0.5)));
    return new Places(middle, width, ops.where(wide, ops.log(width), logSlope), share);
  }

  private Value signed(Value above, Value distance) {
    return ops.where(above, distance, ops.neg(distance));
  }

  /** Returns log of the marginal probability of cells. */
  Value logMass(Places places) {
    Value half = ops.mul(places.width(), 0.5);
    Value narrow = ops.less(places.width(), 1e-4);
    Value shrunk =
        ops.where(
            narrow,
            ops.sub(ops.real(1), half),
            ops.neg(ops.div(ops.expm1(ops.neg(places.width())), places.width())));
    Value sides =
        ops.add(
            ops.softplus(ops.sub(places.middle(), half)),
            ops.softplus(ops.sub(ops.neg(places.middle()), half)));
    return ops.sub(ops.add(places.logWidth(), ops.log(shrunk)), sides);
  }
}

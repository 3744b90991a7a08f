package io.diglm.onnx;

import io.diglm.schema.Axis;
import io.diglm.schema.Encoder;
import io.diglm.schema.Intervals;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Scaling;
import io.diglm.schema.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The cells of rows as the dimensions v (N, D) that a network sees, at the middle of what is coarse
 * ({@link Encoder}), and the log-det of that.
 */
final class Encoding {
  private static final double HUGE = 1e8;

  private final Ops ops;
  private final Inputs inputs;
  private final List<Integer> order = new ArrayList<>();
  private final List<Value> parts = new ArrayList<>();
  private final List<Value> logDets = new ArrayList<>();

  Encoding(Ops ops, Inputs inputs) {
    this.ops = ops;
    this.inputs = inputs;
    numbers(axes(NumberAxis.class, a -> !a.scaling().heavy()), false);
    numbers(axes(NumberAxis.class, a -> a.scaling().heavy()), true);
    List<Integer> levels = new ArrayList<>(axes(LevelAxis.class, any -> true));
    levels.addAll(axes(MissingAxis.class, any -> true));
    levels(levels);
  }

  private interface Choice<A> {
    boolean of(A axis);
  }

  private <A extends Axis> List<Integer> axes(Class<A> kind, Choice<A> choice) {
    return IntStream.range(0, inputs.axes().size())
        .filter(d -> kind.isInstance(inputs.axes().get(d)))
        .filter(d -> choice.of(kind.cast(inputs.axes().get(d))))
        .boxed()
        .toList();
  }

  private Value cells(List<Integer> axes) {
    return ops.beside(axes.stream().map(inputs::cell).toList());
  }

  private double[] of(List<Integer> axes, ToDoubleFunction<NumberAxis> number) {
    return axes.stream()
        .mapToDouble(d -> number.applyAsDouble((NumberAxis) inputs.axes().get(d)))
        .toArray();
  }

  private void numbers(List<Integer> axes, boolean heavy) {
    if (axes.isEmpty()) {
      return;
    }
    Value r = cells(axes);
    Value moved = ops.sub(r, ops.row(of(axes, a -> a.scaling().centre())));
    Value middle = ops.add(moved, ops.row(of(axes, a -> a.grid().quantum() * 0.5)));
    Value t = ops.div(middle, ops.row(of(axes, a -> a.scaling().width())));
    Value v = t;
    Value slope = ops.row(of(axes, a -> logSlope(a.scaling())));
    if (heavy) {
      Value shifted = ops.sub(asinh(t), ops.row(of(axes, a -> a.scaling().shift())));
      v = ops.div(shifted, ops.row(of(axes, a -> a.scaling().scale())));
      slope = ops.sub(slope, logHypotenuse(t));
    }
    Value missing = ops.isNan(r);
    // A missing cell has v = 0, of which -log phi(v) is this.
    Value bare = ops.real(Normals.LOG_ROOT_TWO_PI);
    logDets.add(ops.sum(ops.where(missing, bare, slope), 1));
    Value bounded = ops.clip(v, -NumberAxis.LARGEST, NumberAxis.LARGEST);
    parts.add(ops.toFloat(ops.where(missing, ops.real(0), bounded)));
    order.addAll(axes);
  }

  private static double logSlope(Scaling scaling) {
    return -Math.log(scaling.width()) - Math.log(scaling.scale());
  }

  private Value asinh(Value t) {
    Value a = ops.abs(t);
    Value root = ops.sqrt(ops.add(ops.square(a), 1));
    Value far = ops.add(ops.log(a), Math.log(2));
    Value value = ops.where(ops.greater(a, HUGE), far, ops.log(ops.add(a, root)));
    return ops.where(ops.less(t, 0), ops.neg(value), value);
  }

  private Value logHypotenuse(Value t) {
    Value a = ops.abs(t);
    Value near = ops.mul(ops.log(ops.add(ops.square(a), 1)), 0.5);
    return ops.where(ops.greater(a, HUGE), ops.log(a), near);
  }

  /** Looks up v and log-dets of all axes of levels at once, in one table of each. */
  private void levels(List<Integer> axes) {
    if (axes.isEmpty()) {
      return;
    }
    List<Double> v = new ArrayList<>();
    List<Double> logDet = new ArrayList<>();
    long[] starts = new long[axes.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = v.size();
      tabulate(inputs.axes().get(axes.get(i)), v, logDet);
    }
    Value at = ops.add(cells(axes), ops.row(starts));
    parts.add(ops.toFloat(ops.look(table(v), at)));
    logDets.add(ops.sum(ops.look(table(logDet), at), 1));
    order.addAll(axes);
  }

  private static void tabulate(Axis axis, List<Double> v, List<Double> logDet) {
    boolean missing = axis instanceof MissingAxis;
    int count = missing ? 2 : ((LevelAxis) axis).levels().size() + 1;
    Intervals intervals =
        missing ? ((MissingAxis) axis).intervals() : ((LevelAxis) axis).intervals();
    for (int i = 0; i < count; i++) {
      double value = intervals.value(i, 0.5);
      v.add(value);
      logDet.add(intervals.logDet(i, value));
    }
    v.add(0.0);
    logDet.add(Normals.LOG_ROOT_TWO_PI);
  }

  private Value table(List<Double> numbers) {
    double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return ops.graph().doubles(new long[] {values.length}, values);
  }

  /** v (N, D), floats. */
  Value encoded() {
    int[] at = new int[order.size()];
    for (int i = 0; i < at.length; i++) {
      at[order.get(i)] = i;
    }
    return ops.pick(ops.beside(parts), at);
  }

  /** log|dv/drow| (N, 1). */
  Value logDet() {
    return logDets.stream().reduce(ops::add).orElseThrow();
  }

  /** v as a network may see it: see {@link Encoder#bounded}. */
  Value bounded(Value v) {
    int d = inputs.axes().size();
    float[] least = new float[d];
    float[] greatest = new float[d];
    double[] room = new double[d];
    float[] standIn = new float[d];
    boolean any = false;
    for (int i = 0; i < d; i++) {
      Span span = new Span(-Float.MAX_VALUE / 4, Float.MAX_VALUE / 4);
      if (inputs.axes().get(i) instanceof NumberAxis number && number.span().isPresent()) {
        span = number.encodedSpan().orElseThrow();
        any = true;
      }
      least[i] = (float) span.low();
      greatest[i] = (float) span.high();
      double range = (double) greatest[i] - least[i];
      room[i] = Math.max(Encoder.LEAST_ROOM, Encoder.ROOM * range);
      standIn[i] = span.standIn().map(Double::floatValue).orElse(Float.NaN);
    }
    return any ? bounded(v, least, greatest, room, standIn) : v;
  }

  private Value bounded(Value v, float[] least, float[] greatest, double[] room, float[] standIn) {
    Value below = ops.less(v, ops.row(least));
    Value beyond = ops.or(below, ops.greater(v, ops.row(greatest)));
    Value edge = ops.where(below, ops.row(least), ops.row(greatest));
    Value excess = ops.div(ops.toDouble(ops.sub(v, edge)), ops.row(room));
    Value lead = ops.add(ops.toDouble(edge), ops.mul(ops.tanh(excess), ops.row(room)));
    Value stand = ops.row(standIn);
    Value other = ops.where(ops.isNan(stand), ops.toFloat(lead), stand);
    return ops.where(beyond, other, v);
  }
}

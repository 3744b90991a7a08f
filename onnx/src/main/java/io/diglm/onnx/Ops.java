package io.diglm.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * The arithmetic of a graph. Numbers are doubles unless the name says otherwise; two tensors of a
 * node are spread to one shape as ONNX does (axes from the last on, 1 to any size).
 */
final class Ops {
  private final Graph graph;
  private final boolean exact;

  Ops(Graph graph) {
    this(graph, false);
  }

  /**
   * Makes the arithmetic of a graph.
   *
   * @param exact whether what is computed in floats is computed in doubles instead: for what needs
   *     it, and to tell a graph's error from rounding
   */
  Ops(Graph graph, boolean exact) {
    this.graph = graph;
    this.exact = exact;
  }

  Graph graph() {
    return graph;
  }

  /** Returns the same arithmetic in a loop's body. */
  Ops within(Graph body) {
    return new Ops(body, exact);
  }

  /** Returns the same arithmetic in doubles only. */
  Ops exactly() {
    return new Ops(graph, true);
  }

  /** Returns what floats are. */
  Element singles() {
    return exact ? Element.DOUBLE : Element.FLOAT;
  }

  Value real(double value) {
    return graph.doubles(new long[0], value);
  }

  Value single(double value) {
    return singles(new long[0], (float) value);
  }

  /** Floats. */
  Value singles(long[] shape, float... values) {
    // Weights in doubles are kept as floats, in half the space; a runtime converts them once.
    return exact ? toDouble(graph.floats(shape, values)) : graph.floats(shape, values);
  }

  Value whole(long value) {
    return graph.longs(new long[0], value);
  }

  /** Numbers of one row, (1, n). */
  Value row(double... values) {
    return graph.doubles(new long[] {1, values.length}, values);
  }

  Value row(float... values) {
    return singles(new long[] {1, values.length}, values);
  }

  Value row(long... values) {
    return graph.longs(new long[] {1, values.length}, values);
  }

  Value add(Value a, Value b) {
    return graph.op("Add", a, b);
  }

  Value add(Value a, double b) {
    return b == 0 ? a : add(a, real(b));
  }

  Value sub(Value a, Value b) {
    return graph.op("Sub", a, b);
  }

  Value mul(Value a, Value b) {
    return graph.op("Mul", a, b);
  }

  Value mul(Value a, double b) {
    return b == 1 ? a : mul(a, real(b));
  }

  Value div(Value a, Value b) {
    return graph.op("Div", a, b);
  }

  Value neg(Value a) {
    return graph.op("Neg", a);
  }

  Value abs(Value a) {
    return graph.op("Abs", a);
  }

  Value exp(Value a) {
    return graph.op("Exp", a);
  }

  Value log(Value a) {
    return graph.op("Log", a);
  }

  Value sqrt(Value a) {
    return graph.op("Sqrt", a);
  }

  Value tanh(Value a) {
    return graph.op("Tanh", a);
  }

  Value sin(Value a) {
    return graph.op("Sin", a);
  }

  Value floor(Value a) {
    return graph.op("Floor", a);
  }

  Value square(Value a) {
    return mul(a, a);
  }

  Value max(Value a, Value b) {
    return graph.op("Max", a, b);
  }

  Value max(Value a, double b) {
    return max(a, real(b));
  }

  Value min(Value a, Value b) {
    return graph.op("Min", a, b);
  }

  Value min(Value a, double b) {
    return min(a, real(b));
  }

  Value clip(Value a, double low, double high) {
    return graph.op("Clip", a, real(low), real(high));
  }

  Value where(Value condition, Value yes, Value no) {
    return graph.op("Where", condition, yes, no);
  }

  Value less(Value a, Value b) {
    return graph.op("Less", a, b);
  }

  Value less(Value a, double b) {
    return less(a, real(b));
  }

  Value greater(Value a, Value b) {
    return graph.op("Greater", a, b);
  }

  Value greater(Value a, double b) {
    return greater(a, real(b));
  }

  Value equal(Value a, Value b) {
    return graph.op("Equal", a, b);
  }

  Value and(Value a, Value b) {
    return graph.op("And", a, b);
  }

  Value or(Value a, Value b) {
    return graph.op("Or", a, b);
  }

  /** Whether any of these holds. */
  Value any(List<Value> conditions, Value never) {
    return conditions.stream().reduce(this::or).orElse(never);
  }

  Value not(Value a) {
    return graph.op("Not", a);
  }

  Value isNan(Value a) {
    return graph.op("IsNaN", a);
  }

  Value cast(Value a, Element element) {
    return graph.op("Cast", List.of(Attribute.of("to", element.code())), a);
  }

  Value toDouble(Value a) {
    return cast(a, Element.DOUBLE);
  }

  /** Floats: of doubles rounded to them. */
  Value toFloat(Value a) {
    Value rounded = cast(a, Element.FLOAT);
    return exact ? toDouble(rounded) : rounded;
  }

  /** Cosines of floats. */
  Value cos(Value a) {
    // ONNX Runtime has no such operator for doubles.
    return exact ? sin(add(a, real(Math.PI / 2))) : graph.op("Cos", a);
  }

  /** The sum along an axis, which stays with size 1. */
  Value sum(Value a, int axis) {
    return graph.op("ReduceSum", a, graph.list(axis));
  }

  Value greatest(Value a, int axis) {
    return graph.op("ReduceMax", List.of(Attribute.of("axes", new long[] {axis})), a);
  }

  Value least(Value a, int axis) {
    return graph.op("ReduceMin", List.of(Attribute.of("axes", new long[] {axis})), a);
  }

  /** Whether any condition along axis 1 holds, (N, 1). */
  Value anyOf(Value a) {
    return cast(greatest(cast(a, Element.FLOAT), 1), Element.BOOL);
  }

  Value matmul(Value a, Value b) {
    return graph.op("MatMul", a, b);
  }

  /** Side by side along axis 1. */
  Value beside(List<Value> parts) {
    return along(1, parts);
  }

  Value along(int axis, List<Value> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : graph.op("Concat", List.of(Attribute.of("axis", axis)), parts.toArray(new Value[0]));
  }

  /** Columns of axis 1, {@code from} to {@code to - 1}. */
  Value columns(Value a, int from, int to) {
    return slice(a, 1, from, to);
  }

  Value slice(Value a, int axis, long from, long to) {
    return graph.op("Slice", a, graph.list(from), graph.list(to), graph.list(axis));
  }

  /** Columns of axis 1 by their numbers. */
  Value pick(Value a, int... columns) {
    long[] numbers = Arrays.stream(columns).asLongStream().toArray();
    return graph.op("Gather", List.of(Attribute.of("axis", 1)), a, graph.list(numbers));
  }

  /** Entries of a table by their numbers, which give the shape. */
  Value look(Value table, Value numbers) {
    return graph.op("Gather", table, numbers);
  }

  Value reshape(Value a, long... shape) {
    return graph.op("Reshape", a, graph.list(shape));
  }

  Value tanhSpread(Value excess, double room) {
    return mul(tanh(mul(excess, 1 / room)), room);
  }

  /** log(1 + x), to rounding for small x too (Kahan). */
  Value log1p(Value x) {
    Value u = add(x, 1);
    Value scaled = div(mul(log(u), x), add(u, -1));
    Value plain = greater(abs(x), 1e8);
    return where(equal(u, real(1)), x, where(plain, log(u), scaled));
  }

  /** e^x - 1, to rounding for small x too (Kahan). */
  Value expm1(Value x) {
    Value u = exp(x);
    Value less = add(u, -1);
    Value scaled = div(mul(less, x), log(u));
    Value far = greater(abs(x), 1);
    return where(equal(u, real(1)), x, where(far, less, scaled));
  }

  /** log(1 + e^x) without overflow. */
  Value softplus(Value x) {
    return add(max(x, 0), log1p(exp(neg(abs(x)))));
  }

  /** 1 / (1 + e^-x). */
  Value sigmoid(Value x) {
    return div(real(1), add(exp(neg(x)), 1));
  }

  /** log of the sum of e^x along the last axis, which stays. */
  Value logSum(Value x, int axis) {
    Value top = greatest(x, axis);
    return add(top, log(sum(exp(sub(x, top)), axis)));
  }

  /** A polynomial, highest power first. */
  Value polynomial(Value x, double... coefficients) {
    Value sum = real(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = add(mul(sum, x), real(coefficients[i]));
    }
    return sum;
  }

  /** (N, 1, K) as (N, K). */
  Value flat(Value a) {
    return graph.op("Squeeze", a, graph.list(1));
  }
}

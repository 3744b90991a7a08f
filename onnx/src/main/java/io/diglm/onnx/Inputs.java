package io.diglm.onnx;

import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Offset;
import io.diglm.schema.Part;
import io.diglm.schema.Schema;
import io.diglm.schema.Span;
import io.diglm.schema.StorageType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The columns of a table as inputs of a graph, read axis by axis: numbers as doubles, NaN where
 * they are missing; texts through a {@code LabelEncoder}, the empty one missing.
 *
 * <p>D axes. Of an axis of a number r (N, 1), NaN where it is missing; of levels the interval, one
 * more than there are intervals where the value is missing (N, 1).
 */
final class Inputs {
  private static final double DAY = 86_400;

  /** 1970-01-01 was a Thursday, three days after a Monday. */
  private static final int EPOCH_WEEKDAY = 3;

  private static final List<String> TRUTHS =
      List.of("true", "t", "yes", "y", "1", "false", "f", "no", "n", "0");

  private final Ops ops;
  private final List<Axis> axes = new ArrayList<>();
  private final List<Value> cells = new ArrayList<>();
  private final List<Value> unreadable = new ArrayList<>();
  private final List<Value> lacking = new ArrayList<>();
  private final List<Value> unseen = new ArrayList<>();
  private final Optional<Value> offset;

  Inputs(Ops ops, Schema schema) {
    this.ops = ops;
    schema.features().forEach(this::read);
    offset = schema.offset().map(this::read);
  }

  /** The axes of all columns, in the order of v. */
  List<Axis> axes() {
    return axes;
  }

  /** The values that were read for an axis (N, 1). */
  Value cell(int d) {
    return cells.get(d);
  }

  /**
   * The offset of each row, or the logarithm of its exposure (N, 1); empty for a model without an
   * offset.
   */
  Optional<Value> offset() {
    return offset;
  }

  /** Whether a row holds what is no number (N, 1). */
  Value unreadable() {
    return any(unreadable);
  }

  /** Whether a row lacks what no training row lacked (N, 1). */
  Value lacking() {
    return any(lacking);
  }

  /** Whether a row holds what no training row held (N, 1). */
  Value unseen() {
    return any(unseen);
  }

  private Value any(List<Value> conditions) {
    return ops.any(conditions, ops.not(ops.graph().truth()));
  }

  private Value read(Offset offset) {
    Value given = ops.graph().input(offset.column(), Element.DOUBLE);
    Value wrong = ops.or(ops.graph().op("IsInf", given), ops.isNan(given));
    if (offset.exposure()) {
      wrong = ops.or(wrong, ops.not(ops.greater(given, 0)));
    }
    unreadable.add(wrong);
    Value known = ops.where(wrong, ops.real(offset.exposure() ? 1 : 0), given);
    return offset.exposure() ? ops.log(known) : known;
  }

  private void read(Feature feature) {
    if (feature.type() == StorageType.TEXT) {
      text(feature);
    } else {
      number(feature);
    }
  }

  private void text(Feature feature) {
    Value texts = ops.graph().input(feature.name(), Element.STRING);
    // Texts are compared by no other operator of this opset.
    Value missing = encode(Map.of("", 1L), 0, texts);
    for (Axis axis : feature.axes()) {
      if (axis instanceof LevelAxis levels) {
        Value interval = encode(levels, texts);
        add(axis, interval);
        if (levels.isClosed()) {
          unseen.add(ops.equal(interval, ops.whole(levels.unknown())));
        }
      } else {
        add(axis, missing);
      }
    }
    requirePresent(feature, ops.equal(missing, ops.whole(1)));
  }

  private Value encode(LevelAxis axis, Value texts) {
    Map<String, Long> intervals = new LinkedHashMap<>();
    axis.levels().forEach(l -> intervals.put(l.text(), (long) axis.intervalOf(l.text())));
    TRUTHS.stream()
        .flatMap(Inputs::spellings)
        .filter(text -> axis.intervalOf(text) != axis.unknown())
        .forEach(text -> intervals.putIfAbsent(text, (long) axis.intervalOf(text)));
    intervals.put("", missing(axis));
    return encode(intervals, axis.unknown(), texts);
  }

  private Value encode(Map<String, Long> codes, long other, Value texts) {
    List<String> keys = List.copyOf(codes.keySet());
    long[] values = keys.stream().mapToLong(codes::get).toArray();
    return ops.graph()
        .op(
            "LabelEncoder",
            List.of(
                Attribute.of("keys_strings", keys),
                Attribute.of("values_int64s", values),
                Attribute.of("default_int64", other)),
            texts);
  }

  /** Every way to write a word in small and capital letters. */
  private static Stream<String> spellings(String word) {
    Stream<String> all = Stream.of("");
    for (int i = 0; i < word.length(); i++) {
      String letter = word.substring(i, i + 1);
      all =
          all.flatMap(
              start -> Stream.of(letter, letter.toUpperCase(Locale.ROOT)).map(start::concat));
    }
    return all.distinct();
  }

  /** The code of a missing value: one more than there are intervals. */
  static long missing(LevelAxis axis) {
    return axis.levels().size() + 1L;
  }

  private void number(Feature feature) {
    Value given = ops.graph().input(feature.name(), Element.DOUBLE);
    Value infinite = ops.graph().op("IsInf", given);
    Value raw = ops.where(infinite, ops.real(Double.NaN), given);
    Value missing = ops.isNan(raw);
    unreadable.add(infinite);
    for (Axis axis : feature.axes()) {
      if (axis instanceof NumberAxis number) {
        Value r = rotate(part(number.part(), feature.type(), raw), number.cut());
        add(axis, r);
        number.span().ifPresent(span -> unseen.add(beyond(r, span)));
      } else if (axis instanceof LevelAxis levels) {
        level(levels, part(levels.part(), feature.type(), raw));
      } else {
        add(axis, ops.cast(missing, Element.INT64));
      }
    }
    requirePresent(feature, missing);
  }

  private void level(LevelAxis axis, Value part) {
    double[] numbers = axis.numbers();
    double[] moves = new double[numbers.length];
    for (int level = 0; level < moves.length; level++) {
      moves[level] = axis.interval(level) - axis.unknown();
    }
    Value match = ops.equal(part, ops.row(numbers));
    Value move = ops.sum(ops.where(match, ops.row(moves), ops.real(0)), 1);
    Value interval = ops.add(move, axis.unknown());
    if (axis.isClosed()) {
      Value known = ops.or(ops.anyOf(match), ops.isNan(part));
      unseen.add(ops.not(known));
    }
    Value missing = ops.real((double) missing(axis));
    add(axis, ops.cast(ops.where(ops.isNan(part), missing, interval), Element.INT64));
  }

  private Value beyond(Value r, Span span) {
    return ops.or(ops.less(r, span.leastKnown()), ops.greater(r, span.mostKnown()));
  }

  private void requirePresent(Feature feature, Value missing) {
    if (feature.axes().stream().noneMatch(MissingAxis.class::isInstance)) {
      lacking.add(missing);
    }
  }

  private void add(Axis axis, Value cell) {
    axes.add(axis);
    cells.add(cell);
  }

  private Value part(Part part, StorageType type, Value raw) {
    return switch (part) {
      case VALUE -> raw;
      case WEEK -> ops.floor(ops.div(ops.add(days(type, raw), EPOCH_WEEKDAY), ops.real(7)));
      case WEEKDAY -> remainder(ops.add(days(type, raw), EPOCH_WEEKDAY), 7);
      case TIME_OF_DAY -> remainder(raw, DAY);
    };
  }

  private Value days(StorageType type, Value raw) {
    return type == StorageType.TIMESTAMP ? ops.floor(ops.div(raw, ops.real(DAY))) : raw;
  }

  private Value remainder(Value value, double period) {
    Value turns = ops.floor(ops.div(value, ops.real(period)));
    return ops.sub(value, ops.mul(turns, ops.real(period)));
  }

  private Value rotate(Value value, double cut) {
    return cut == 0 ? value : remainder(ops.sub(value, ops.real(cut)), DAY);
  }
}

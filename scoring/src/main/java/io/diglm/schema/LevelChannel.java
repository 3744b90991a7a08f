package io.diglm.schema;

import io.diglm.distribution.StandardNormal;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Encodes a {@link LevelAxis}. The value of a text is already its interval; a number is looked up.
 */
final class LevelChannel implements Channel {
  private final LevelAxis axis;
  private final StorageType type;
  private final Intervals intervals;

  /** The numbers of the levels, ascending, and their intervals; empty for texts. */
  private final double[] keys;

  private final int[] keyIntervals;
  private final double[] numbers;

  LevelChannel(LevelAxis axis, StorageType type) {
    this.axis = axis;
    this.type = type;
    intervals = axis.intervals();
    numbers =
        type == StorageType.TEXT
            ? new double[0]
            : axis.levels().stream().mapToDouble(l -> CellText.number(l.text())).toArray();
    int[] order =
        IntStream.range(0, numbers.length)
            .boxed()
            .sorted((a, b) -> Double.compare(numbers[a], numbers[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    keys = Arrays.stream(order).mapToDouble(l -> numbers[l]).toArray();
    keyIntervals = Arrays.stream(order).map(axis::interval).toArray();
  }

  @Override
  public void encode(double[] raw, Block block, int d) {
    Noise noise = block.noise();
    int at = d;
    for (int i = 0; i < block.size(); i++, at += block.dimension()) {
      double u = noise.next();
      double v;
      if (Double.isNaN(raw[i])) {
        v = StandardNormal.quantile(u);
        block.logDet()[i] -= StandardNormal.logDensity(v);
      } else {
        int interval = interval(raw[i]);
        v = intervals.value(interval, u);
        block.logDet()[i] += intervals.logDet(interval, v);
      }
      block.v()[at] = (float) v;
    }
  }

  @Override
  public double cell(double raw) {
    return Double.isNaN(raw) ? raw : interval(raw);
  }

  @Override
  public double value(double cell) {
    return valueOf((int) cell);
  }

  @Override
  public double decode(double v) {
    return valueOf(intervals.at(v));
  }

  private double valueOf(int interval) {
    int level = axis.level(interval);
    return type == StorageType.TEXT ? level : axis.part().contribution(type, numbers[level]);
  }

  private int interval(double raw) {
    if (type == StorageType.TEXT) {
      return (int) raw;
    }
    // Adding 0.0 makes a negative zero positive; binarySearch distinguishes the two.
    int found = Arrays.binarySearch(keys, axis.part().read(type, raw) + 0.0);
    return found < 0 ? axis.interval(-1) : keyIntervals[found];
  }
}

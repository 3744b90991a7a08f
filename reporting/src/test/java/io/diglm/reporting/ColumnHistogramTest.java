package io.diglm.reporting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ColumnHistogramTest {

  @Test
  void wholeNumbersGetABarEach() {
    assertArrayEquals(new long[] {2, 1, 0, 3}, ColumnHistogram.of(numbers(1, 1, 2, 4, 4, 4), 1));
  }

  @Test
  void manyGridPointsShareBarsEvenly() {
    double[] days = IntStream.rangeClosed(1, 48).asDoubleStream().toArray();
    long[] two = new long[24];
    Arrays.fill(two, 2);
    assertArrayEquals(two, ColumnHistogram.of(days, 1));
  }

  @Test
  void aFarTailIsCountedInTheLastBarAndStretchesNothing() {
    double[] values = IntStream.range(0, 1000).mapToDouble(i -> i == 999 ? 1e9 : i % 10).toArray();
    long[] counts = ColumnHistogram.of(values, 1);
    assertEquals(10, counts.length);
    assertEquals(100, counts[9]);
  }

  @Test
  void everyFiniteRowIsCounted() {
    double[] values = numbers(0.1, 0.25, Double.NaN, 7, -3);
    assertEquals(4, Arrays.stream(ColumnHistogram.of(values, 0)).sum());
    assertArrayEquals(new long[] {3}, ColumnHistogram.of(numbers(5, 5, 5), 0));
    assertEquals(0, ColumnHistogram.of(numbers(Double.NaN), 1).length);
  }

  private static double[] numbers(double... values) {
    return values;
  }
}

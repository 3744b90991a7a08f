package io.diglm.schema;

import static io.diglm.schema.Tables.axisOf;
import static io.diglm.schema.Tables.infer;
import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NumberInferenceTest {
  @Test
  void wholeNumbersHaveTheirCommonDivisorAsQuantum() {
    assertEquals(1, quantum(StorageType.INTEGER, 3, 4, 9, 11));
    assertEquals(5, quantum(StorageType.INTEGER, 5, 20, 35, 10));
    assertEquals(100, quantum(StorageType.INTEGER, -300, 1200, 500, 0));
    assertEquals(4, quantum(StorageType.INTEGER, 1896, 1900, 2012, 1948));
    assertEquals(1, quantum(StorageType.DECIMAL, 1.0, 2.0, 5.0));
  }

  @Test
  void decimalsOnAGridHaveItAsQuantum() {
    assertEquals(0.5, quantum(StorageType.DECIMAL, 0.5, 1, 3.5, 7));
    assertEquals(0.25, quantum(StorageType.DECIMAL, 0.25, 1, 3.5));
    assertEquals(0.1, quantum(StorageType.DECIMAL, 0.1, 0.2, 0.7));
    assertEquals(0.01, quantum(StorageType.DECIMAL, 19.99, 5.49, 7.25, 1));
    assertEquals(0.001, quantum(StorageType.DECIMAL, 0.001, 0.123, 0.9));
    assertEquals(0.1, quantum(StorageType.DECIMAL, 0.1f, 0.2f, 0.7f, 1.4f));
    assertEquals(1e-9, quantum(StorageType.DECIMAL, 3e-9, 4e-9, 9e-9), 1e-24);
  }

  @Test
  void continuousNumbersHaveNoQuantum() {
    SplittableRandom random = new SplittableRandom(1);
    for (double scale : new double[] {1e-200, 1e-9, 1, 1e9, 1e200}) {
      double[] values = random.doubles(500).map(x -> scale * x).toArray();
      assertEquals(0, quantum(StorageType.DECIMAL, values));
    }
  }

  @Test
  void spikeInContinuousNumbersIsDequantised() {
    SplittableRandom random = new SplittableRandom(2);
    double[] values = random.doubles(1000).map(x -> x < 0.3 ? 0 : x * Math.PI).toArray();
    NumberAxis axis = (NumberAxis) axisOf(numbers("x", StorageType.DECIMAL, values));
    assertEquals(0, axis.grid().origin());
    assertEquals(1e-3 * 0.75 * Math.PI / 1.349, axis.grid().quantum(), 2e-4);
  }

  @Test
  void heavyTailsTakeAsinh() {
    SplittableRandom random = new SplittableRandom(3);
    double[] cauchy =
        random.doubles(20_000).map(x -> 5 + 2 * Math.tan(Math.PI * (x - 0.5))).toArray();
    TableColumn column = numbers("x", StorageType.DECIMAL, cauchy);
    assertTrue(((NumberAxis) axisOf(column)).scaling().heavy());
    Table table = table(column, target(cauchy.length));
    Encoder encoder = new Encoder(infer(table).schema());
    float[] v = encoder.encode(encoder.bind(table), 0, table.rows()).v();
    for (float value : v) {
      assertTrue(Math.abs(value) < 50, () -> "v = " + value);
    }
  }

  @Test
  void lightTailsStayAffine() {
    SplittableRandom random = new SplittableRandom(4);
    double[] exponential = random.doubles(20_000).map(x -> -Math.log(1 - x)).toArray();
    assertFalse(
        ((NumberAxis) axisOf(numbers("x", StorageType.DECIMAL, exponential))).scaling().heavy());
  }

  @Test
  void farColumnsAreStandardisedStably() {
    SplittableRandom random = new SplittableRandom(5);
    for (double offset : new double[] {0, 1e12, -1e12}) {
      for (double scale : new double[] {1e-250, 1e-9, 1, 1e9, 1e250}) {
        if (scale < 1 && offset != 0) {
          continue;
        }
        double[] values = random.doubles(999).map(x -> offset + 40 * scale * x).toArray();
        Table table = table(numbers("x", StorageType.DECIMAL, values), target(values.length));
        Encoder encoder = new Encoder(infer(table).schema());
        float[] v = encoder.encode(encoder.bind(table), 0, table.rows()).v();
        double square = 0;
        for (float value : v) {
          square += value * (double) value / v.length;
        }
        assertEquals(1, square, 1e-4, "offset " + offset + " scale " + scale);
      }
    }
  }

  @Test
  void oneOrTwoValuesAreLevels() {
    assertInstanceOf(LevelAxis.class, axisOf(numbers("x", StorageType.DECIMAL, 5.5, 5.5, 5.5)));
    assertInstanceOf(LevelAxis.class, axisOf(numbers("x", StorageType.INTEGER, 0, 1, 0, 1)));
    assertInstanceOf(NumberAxis.class, axisOf(numbers("x", StorageType.INTEGER, 0, 1, 2)));
  }

  @Test
  void fewWholeNumbersThatRepeatAreLevels() {
    double[] months = IntStream.range(0, 12 * 20).mapToDouble(i -> 1 + i % 12).toArray();
    assertInstanceOf(LevelAxis.class, axisOf(numbers("month", StorageType.INTEGER, months)));
    assertInstanceOf(LevelAxis.class, axisOf(numbers("month", StorageType.DECIMAL, months)));
    double[] rarer = Arrays.copyOf(months, months.length - 1);
    assertInstanceOf(NumberAxis.class, axisOf(numbers("month", StorageType.INTEGER, rarer)));
    double[] halves = Arrays.stream(months).map(m -> m / 2).toArray();
    assertInstanceOf(NumberAxis.class, axisOf(numbers("x", StorageType.DECIMAL, halves)));
    double[] many = IntStream.range(0, 41 * 20).mapToDouble(i -> i % 41).toArray();
    assertInstanceOf(NumberAxis.class, axisOf(numbers("x", StorageType.INTEGER, many)));
  }

  @Test
  void timeOfDayIsCutWhereItIsEmptiest() {
    double[] times =
        DoubleStream.iterate(0, t -> t + 60)
            .limit(24 * 60)
            .filter(t -> t < 2 * 3600 || t >= 7 * 3600)
            .toArray();
    NumberAxis axis = (NumberAxis) axisOf(numbers("t", StorageType.TIME, times));
    assertEquals(4 * 3600, axis.cut());
    assertEquals(60, axis.grid().quantum());
  }

  @Test
  void unboundedRangeIsAnError() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> axisOf(numbers("x", StorageType.DECIMAL, -1.5e308, 0, 1.5e308)));
    assertEquals(
        "column 'x' must range over at most 1.0E300, got -1.5E308 to 1.5E308 in flights.csv",
        e.getMessage());
  }

  private static double quantum(StorageType type, double... values) {
    return ((NumberAxis) axisOf(numbers("x", type, values))).grid().quantum();
  }
}

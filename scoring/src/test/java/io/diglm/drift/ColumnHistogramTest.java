package io.diglm.drift;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.TableColumn;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ColumnHistogramTest {
  @Test
  void fewValuesAreInTheirOrder() {
    ColumnHistogram histogram =
        of(numbers(StorageType.INTEGER, 12, 1, 1, 2), numbers(StorageType.INTEGER, 2, 2, 12, 9));
    assertEquals(List.of("1", "2", "9", "12"), histogram.labels());
    assertArrayEquals(new double[] {0.5, 0.25, 0, 0.25}, histogram.before());
    assertArrayEquals(new double[] {0, 0.5, 0.25, 0.25}, histogram.now());
  }

  @Test
  void manyNumbersAreInIntervalsOfARoundWidth() {
    double[] before = IntStream.range(0, 1000).mapToDouble(i -> i / 100.0).toArray();
    double[] now = IntStream.range(0, 1000).mapToDouble(i -> 5 + i / 200.0).toArray();
    ColumnHistogram histogram =
        of(numbers(StorageType.DECIMAL, before), numbers(StorageType.DECIMAL, now));
    assertEquals(
        List.of("up to 1", "1 to 2", "2 to 3", "3 to 4"), histogram.labels().subList(0, 4));
    assertEquals("from 9", histogram.labels().get(9));
    assertEquals(10, histogram.labels().size());
    assertArrayEquals(
        new double[] {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1}, histogram.before(), 1e-12);
    assertArrayEquals(new double[] {0, 0, 0, 0, 0, .2, .2, .2, .2, .2}, histogram.now(), 1e-12);
  }

  @Test
  void intervalsOfWholeNumbersNameBothOfTheirEnds() {
    double[] values = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
    ColumnHistogram histogram =
        of(numbers(StorageType.INTEGER, values), numbers(StorageType.INTEGER, values));
    assertEquals(List.of("up to 9", "10 to 19", "20 to 29"), histogram.labels().subList(0, 3));
    assertEquals("from 90", histogram.labels().get(histogram.labels().size() - 1));
  }

  @Test
  void datesAreInWords() {
    double[] days = IntStream.range(0, 300).mapToDouble(i -> 18_262 + i).toArray();
    ColumnHistogram histogram =
        of(numbers(StorageType.DATE, days), numbers(StorageType.DATE, days));
    assertEquals("2020-03-29 to 2020-05-17", histogram.labels().get(2));
  }

  @Test
  void aFarValueDoesNotSqueezeTheOthers() {
    double[] before = IntStream.range(0, 1000).mapToDouble(i -> i / 100.0).toArray();
    before[0] = 1e9;
    ColumnHistogram histogram =
        of(numbers(StorageType.DECIMAL, before), numbers(StorageType.DECIMAL, 1, 2));
    assertEquals(10, histogram.labels().size());
    assertEquals(0.101, histogram.before()[9], 1e-12);
  }

  @Test
  void missingCellsAndRareTextsHaveTheirOwnParts() {
    String[] many = new String[40];
    Arrays.setAll(many, i -> i < 10 ? "often" : i < 12 ? "" : "rare" + i);
    ColumnHistogram histogram = of(texts(many), texts("often", "new", "", "often"));
    assertEquals(18, histogram.labels().size());
    assertEquals(List.of("often", "new"), histogram.labels().subList(0, 2));
    assertEquals(List.of("(others)", "(missing)"), histogram.labels().subList(16, 18));
    assertEquals(0.25, histogram.before()[0], 1e-12);
    assertEquals(0.05, histogram.before()[17], 1e-12);
    assertEquals(0.25, histogram.now()[17], 1e-12);
    assertEquals(1, Arrays.stream(histogram.before()).sum(), 1e-12);
    assertEquals(1, Arrays.stream(histogram.now()).sum(), 1e-12);
  }

  @Test
  void numbersThatHardlyDifferAreCountedAll() {
    double[] before = new double[5000];
    Arrays.setAll(before, i -> i < 20 ? i : 0.1);
    ColumnHistogram histogram =
        of(numbers(StorageType.DECIMAL, before), numbers(StorageType.DECIMAL, 0.1, -3));
    assertTrue(histogram.labels().size() >= 2, histogram.labels().toString());
    assertEquals(1, Arrays.stream(histogram.before()).sum(), 1e-9);
    assertEquals(1, Arrays.stream(histogram.now()).sum(), 1e-12);
  }

  @Test
  void onlyTheGivenRowsCount() {
    TableColumn column = numbers(StorageType.INTEGER, 1, 2, 3);
    ColumnHistogram histogram = ColumnHistogram.of(column, column, new int[] {2});
    assertArrayEquals(new double[] {0, 0, 1}, histogram.now());
  }

  private static ColumnHistogram of(TableColumn before, TableColumn now) {
    return ColumnHistogram.of(before, now, IntStream.range(0, now.cells().size()).toArray());
  }

  private static TableColumn numbers(StorageType type, double... values) {
    return new TableColumn("x", type, new Cells.Numbers(values));
  }

  private static TableColumn texts(String... values) {
    return new TableColumn("x", StorageType.TEXT, Cells.Texts.of(List.of(values)));
  }
}

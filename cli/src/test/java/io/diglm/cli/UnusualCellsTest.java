package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UnusualCellsTest {
  private static final int TRAIN = 1000;

  @Test
  void namesTheRarestCellsFirst() {
    assertEquals("a 5,000: above all training rows", cells(5000, 0).of(TRAIN));
    assertEquals(
        "b z: in no training row; a 3: 0.4\u00a0% of training rows as low", cells(3, 2).of(TRAIN));
    assertEquals("a: missing, as in no training row", cells(Double.NaN, 0).of(TRAIN));
  }

  @Test
  void saysWhereNoCellAloneIsRare() {
    assertEquals("each value is ordinary, their combination is not", cells(500, 1).of(TRAIN));
  }

  /** Training rows with a = 0 .. 999 and b = x or y, then one row to look at. */
  private static UnusualCells cells(double a, int b) {
    double[] numbers = IntStream.rangeClosed(0, TRAIN).asDoubleStream().toArray();
    numbers[TRAIN] = a;
    int[] codes = IntStream.rangeClosed(0, TRAIN).map(i -> i % 2).toArray();
    codes[TRAIN] = b;
    Table table =
        new Table(
            "t.csv",
            List.of(
                new TableColumn("a", StorageType.INTEGER, new Cells.Numbers(numbers)),
                new TableColumn(
                    "b", StorageType.TEXT, new Cells.Texts(codes, List.of("x", "y", "z")))),
            TRAIN + 1);
    int[] train = new int[TRAIN];
    Arrays.setAll(train, i -> i);
    return new UnusualCells(List.of("a", "b"), table, train);
  }
}

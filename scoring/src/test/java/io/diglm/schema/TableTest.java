package io.diglm.schema;

import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.texts;
import static io.diglm.schema.Tables.textsOf;
import static io.diglm.schema.Tables.valuesOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TableTest {
  private static final Table TABLE =
      table(
          numbers("dep_time", StorageType.INTEGER, 1, 2, 3, 4),
          texts("carrier", "AA", "", "UA", "AA"));

  @Test
  void minusZeroIsZero() {
    double[] given = {-0.0, 1, Double.NaN, -2, 0.0};
    double[] read = new Cells.Numbers(given).values();
    assertEquals(0L, Double.doubleToRawLongBits(read[0]));
    assertTrue(Double.isNaN(read[2]));
    assertEquals(-2, read[3]);
    double[] none = {1, 0.0};
    assertSame(none, new Cells.Numbers(none).values());
  }

  @Test
  void missingColumnSuggestsTheNearest() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> TABLE.column("dep_tiem"));
    assertEquals(
        "column 'dep_tiem' must be in flights.csv, got columns dep_time, carrier; did you mean"
            + " 'dep_time'?",
        e.getMessage());
  }

  @Test
  void missingColumnOfManyShowsAFewAndNoFarName() {
    TableColumn[] columns =
        IntStream.range(0, 30)
            .mapToObj(i -> numbers("column" + i, StorageType.INTEGER, i))
            .toArray(TableColumn[]::new);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> table(columns).column("age"));
    assertEquals(
        "column 'age' must be in flights.csv, got columns column0, column1, column2, column3,"
            + " column4, column5, column6, column7, column8, column9, column10, column11, ... (30"
            + " in all)",
        e.getMessage());
  }

  @Test
  void withoutLeavesTheOtherColumns() {
    assertEquals(
        List.of("dep_time"),
        TABLE.without("carrier").columns().stream().map(TableColumn::name).toList());
    assertEquals(
        "column 'carier' must be in flights.csv, got columns dep_time, carrier; did you mean"
            + " 'carrier'?",
        assertThrows(IllegalArgumentException.class, () -> TABLE.without("carier")).getMessage());
  }

  @Test
  void sliceKeepsConsecutiveRows() {
    Table slice = TABLE.slice(1, 3);
    assertEquals(2, slice.rows());
    assertArrayEquals(new double[] {2, 3}, valuesOf(slice, "dep_time"));
    assertEquals(List.of("", "UA"), textsOf(slice, "carrier"));
  }

  @Test
  void takeKeepsTheOrderAsked() {
    Table taken = TABLE.take(new int[] {3, 0, 2});
    assertEquals(3, taken.rows());
    assertArrayEquals(new double[] {4, 1, 3}, valuesOf(taken, "dep_time"));
    assertEquals(List.of("AA", "AA", "UA"), textsOf(taken, "carrier"));
  }

  @Test
  void nearestNameCountsEditsAndIgnoresCase() {
    assertEquals(1, NearestName.distance("ab", "ba"));
    assertEquals(3, NearestName.distance("", "abc"));
    assertEquals(3, NearestName.distance("kitten", "sitting"));
    assertEquals(Optional.of("Age"), NearestName.of("AGE", List.of("wage_class", "Age")));
    assertEquals(Optional.empty(), NearestName.of("x", List.of("y")));
  }
}

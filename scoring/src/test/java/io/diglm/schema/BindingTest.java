package io.diglm.schema;

import static io.diglm.schema.Tables.infer;
import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.schemaOf;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.target;
import static io.diglm.schema.Tables.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.schema.RowProblem.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BindingTest {
  private static final double NAN = Double.NaN;

  private static final Encoder ENCODER =
      new Encoder(
          infer(
                  table(
                      numbers("age", StorageType.INTEGER, 1, 5, 2, 8),
                      texts("carrier", "AA", "UA", "1", "AA"),
                      target(4)))
              .schema());

  @Test
  void columnsAreFoundInAnyOrderAmongOthers() {
    Table table =
        table(
            texts("note", "a", "b"),
            texts("carrier", "UA", "AA"),
            numbers("age", StorageType.INTEGER, 2, 5));
    Table straight = table(numbers("age", StorageType.INTEGER, 2, 5), texts("carrier", "UA", "AA"));
    assertArrayEquals(encode(straight), encode(table));
  }

  @Test
  void missingColumnIsAnError() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ENCODER.bind(table(numbers("agee", StorageType.INTEGER, 1), target(1))));
    assertEquals(
        "column 'age' must be in flights.csv, got columns agee, y; did you mean 'agee'?",
        e.getMessage());
  }

  @Test
  void otherKindOfValueIsAnError() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ENCODER.bind(
                    table(numbers("age", StorageType.DATE, 15_000), texts("carrier", "AA"))));
    assertEquals(
        "column 'age' must hold INTEGER as in training, got DATE in flights.csv", e.getMessage());
  }

  @Test
  void numbersAreReadFromTextCellByCell() {
    Table table =
        table(
            texts("age", " 5 ", "abc", "", "1e999", "5.0", "NaN"),
            texts("carrier", "AA", "AA", "AA", "AA", "AA", "AA"));
    assertEquals(
        List.of(
            new RowProblem(1, Kind.ERROR, "column 'age' must be a number, got 'abc'"),
            new RowProblem(2, Kind.REJECT, "column 'age' is missing; no training row lacked it"),
            new RowProblem(3, Kind.ERROR, "column 'age' must be finite, got Infinity"),
            new RowProblem(5, Kind.ERROR, "column 'age' must be a number, got 'NaN'")),
        ENCODER.bind(table).problems());
    assertEquals(encode(table)[0], encode(table)[8]);
  }

  @Test
  void infiniteAndMissingCellsAreProblemsOfTheirRows() {
    double[] ages = {3, Double.POSITIVE_INFINITY, NAN, 4};
    Table table =
        table(numbers("age", StorageType.DECIMAL, ages), texts("carrier", "AA", "UA", "", "AA"));
    assertEquals(
        List.of(
            new RowProblem(1, Kind.ERROR, "column 'age' must be finite, got Infinity"),
            new RowProblem(
                2,
                Kind.REJECT,
                "column 'age' is missing; no training row lacked it; column 'carrier' is missing;"
                    + " no training row lacked it")),
        ENCODER.bind(table).problems());
    assertEquals(Double.POSITIVE_INFINITY, ages[1]);
  }

  @Test
  void levelsGivenAsNumbersMatchByText() {
    Table asText = table(numbers("age", StorageType.INTEGER, 2), texts("carrier", "1"));
    Table asNumber =
        table(numbers("age", StorageType.INTEGER, 2), numbers("carrier", StorageType.DECIMAL, 1.0));
    assertArrayEquals(encode(asText), encode(asNumber));
  }

  @Test
  void booleansAreReadFromTextAndNumbers() {
    Encoder encoder = new Encoder(schemaOf(numbers("b", StorageType.BOOLEAN, 0, 1, 1, 1)));
    float[] expected = encode(encoder, table(numbers("b", StorageType.BOOLEAN, 1, 0)));
    assertArrayEquals(expected, encode(encoder, table(texts("b", "TRUE", "no"))));
    assertArrayEquals(expected, encode(encoder, table(numbers("b", StorageType.INTEGER, 1, 0))));
    assertEquals(
        List.of(new RowProblem(0, Kind.ERROR, "column 'b' must be true or false, got 'maybe'")),
        encoder.bind(table(texts("b", "maybe", "false"))).problems());
  }

  @Test
  void textLevelsTrueAndFalseMatchABooleanColumn() {
    Encoder encoder = new Encoder(schemaOf(texts("b", "true", "false", "maybe", "true")));
    assertArrayEquals(
        encode(encoder, table(texts("b", "true", "false"))),
        encode(encoder, table(numbers("b", StorageType.BOOLEAN, 1, 0))));
  }

  @Test
  void datesAndTimesAreReadFromTextAndFromEachOther() {
    Encoder days = new Encoder(schemaOf(numbers("d", StorageType.DATE, 15_000, 15_010, 15_020)));
    float[] expected = encode(days, table(numbers("d", StorageType.DATE, 15_015)));
    assertArrayEquals(expected, encode(days, table(texts("d", "2011-02-10"))));
    assertArrayEquals(
        expected, encode(days, table(numbers("d", StorageType.TIMESTAMP, 15_015 * 86_400.0 + 7))));
    Encoder seconds =
        new Encoder(schemaOf(numbers("t", StorageType.TIMESTAMP, 1e9, 1.1e9, 1.3e9 + 60)));
    assertArrayEquals(
        encode(seconds, table(numbers("t", StorageType.DATE, 15_015))),
        encode(seconds, table(texts("t", "2011-02-10 00:00:00"))));
    Encoder clock = new Encoder(schemaOf(numbers("c", StorageType.TIME, 0, 3600, 7260)));
    assertArrayEquals(
        encode(clock, table(numbers("c", StorageType.TIME, 5400))),
        encode(clock, table(texts("c", "01:30:00"))));
    assertEquals(
        "column 'c' must be a time of day like 23:59:00, got '25:00'",
        clock.bind(table(texts("c", "25:00"))).problems().get(0).text());
  }

  @Test
  void aTimeWithAnOffsetIsTheSameMomentInUtc() {
    Encoder seconds =
        new Encoder(schemaOf(numbers("t", StorageType.TIMESTAMP, 1e9, 1.1e9, 1.3e9 + 60)));
    float[] expected = encode(seconds, table(texts("t", "2011-02-09 22:30:00")));
    for (String text :
        List.of(
            "2011-02-10T00:30:00+02:00",
            "2011-02-10 00:30:00+02",
            "2011-02-09T17:00:00.000-0530",
            "2011-02-09T22:30:00Z")) {
      assertArrayEquals(expected, encode(seconds, table(texts("t", text))), text);
    }
    for (String text : List.of("2011-02-10T00:30:00+19:00", "2011-02-10T00:30:00+02:75")) {
      assertEquals(1, seconds.bind(table(texts("t", text))).problems().size(), text);
    }
  }

  @Test
  void aMomentThatNoCalendarHasIsWrittenAsItsNumber() {
    for (StorageType type : List.of(StorageType.DATE, StorageType.TIME, StorageType.TIMESTAMP)) {
      for (double far : new double[] {1e18, -1e300}) {
        TableColumn column = new TableColumn("when", type, new Cells.Numbers(new double[] {far}));
        assertEquals(Double.toString(far), column.text(0).orElseThrow(), type.name());
      }
    }
  }

  @Test
  void whollyMissingColumnOfAnyTypeIsMissing() {
    Table table = table(numbers("age", StorageType.DATE, NAN, NAN), texts("carrier", "AA", "UA"));
    assertEquals(
        List.of(Kind.REJECT, Kind.REJECT),
        ENCODER.bind(table).problems().stream().map(RowProblem::kind).toList());
  }

  private static float[] encode(Table table) {
    return encode(ENCODER, table);
  }

  private static float[] encode(Encoder encoder, Table table) {
    return encoder.encode(encoder.bind(table), 0, table.rows()).v();
  }
}

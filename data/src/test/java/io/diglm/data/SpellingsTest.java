package io.diglm.data;

import static io.diglm.data.TestFiles.numbers;
import static io.diglm.data.TestFiles.texts;
import static io.diglm.data.TestFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpellingsTest {
  private static final double MISSING = Double.NaN;

  private final Path folder;

  SpellingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void decimalCommasOfASpreadsheetAreNumbers() {
    Table table =
        read(
            "\ufeffGröße in m²;Preis;Anzahl;Art",
            "37,5;-1200,25;3;Haus",
            "41;NA;4;Büro, klein",
            ";0,5;5;Haus");
    assertArrayEquals(new double[] {37.5, 41, MISSING}, numbers(table, "Größe in m²"));
    assertArrayEquals(new double[] {-1200.25, MISSING, .5}, numbers(table, "Preis"));
    assertEquals(StorageType.INTEGER, table.column("Anzahl").type());
    assertEquals(List.of("Haus", "Büro, klein", "Haus"), texts(table, "Art"));
  }

  @Test
  void aCommaBeforeThreeDigitsIsDecimalOnlyIfAnotherOfTheFileIs() {
    assertEquals(List.of("1,500", "12,000"), texts(read("a;b", "1,500;x", "12,000;y"), "a"));
    assertArrayEquals(
        new double[] {1.5, 12}, numbers(read("a;b", "1,500;0,25", "12,000;1,75"), "a"));
    assertArrayEquals(new double[] {.123, 12.5}, numbers(read("a;b", "0,123;x", "12,500;y"), "a"));
  }

  @Test
  void aColumnOfWhichOneCellIsNoNumberStaysText() {
    String[] lines = new String[201];
    lines[0] = "a;b";
    for (int i = 1; i <= 200; i++) {
      lines[i] = i + ",5;1," + (i == 190 ? "5 kg" : i % 10);
    }
    Table table = read(lines);
    assertEquals(StorageType.DECIMAL, table.column("a").type());
    assertEquals("1,5 kg", texts(table, "b").get(189));
  }

  @Test
  void eachColumnOfDatesHasAFormatOfItsOwn() {
    Table table =
        read(
            "iso,english,german,short,named,stamp,noon",
            "1970-01-02,1/2/1970,2.1.1970,02/01/70,02-Jan-1970,2.1.1970 01:00,1/2/1970 1:00:00 PM",
            "1970-01-31,1/31/1970,31.1.1970,31/01/70,31-JAN-1970,31.1.1970,1/31/1970 12:00:00 AM",
            ",,,,,,");
    double[] days = {1, 30, MISSING};
    for (String name : List.of("iso", "english", "german", "short", "named")) {
      assertEquals(StorageType.DATE, table.column(name).type(), name);
      assertArrayEquals(days, numbers(table, name), name);
    }
    double hour = 3600;
    assertArrayEquals(new double[] {25 * hour, 720 * hour, MISSING}, numbers(table, "stamp"));
    assertArrayEquals(new double[] {37 * hour, 720 * hour, MISSING}, numbers(table, "noon"));
  }

  @Test
  void datesWithDotsBeginWithTheDay() {
    assertArrayEquals(new double[] {36}, numbers(read("day", "06.02.1970"), "day"));
  }

  @Test
  void datesWhoseDayAndMonthCannotBeToldApartAreNotGuessed() {
    String path = write(folder, "a.csv", "x,day", "1,05/05/2023", "2,05/06/2023", "3,");
    TableSource source = TableSource.of(path);
    assertEquals(
        "column 'day' of table file "
            + path
            + " must hold numbers, texts, dates or times, got dates whose day and month cannot be"
            + " told apart, such as 05/06/2023; write them as 2023-12-31",
        assertThrows(IllegalArgumentException.class, source::read).getMessage());
    assertEquals(List.of("x", "day"), source.columnNames());
    assertArrayEquals(new double[] {1, 2, 3}, numbers(source.columns(List.of("x")).read(), "x"));
  }

  @Test
  void datesThatBothOrdersReadAlikeAreDates() {
    assertArrayEquals(new double[] {0, 32}, numbers(read("day", "1/1/1970", "2/2/1970"), "day"));
  }

  @Test
  void textsThatOnlyBeginLikeDatesStayTexts() {
    assertEquals(List.of("1-2-3", "1-2"), texts(read("a,b", "1-2-3,1", "1-2,1"), "a"));
    assertEquals(
        List.of("31/31/1970", "1/1/1970"), texts(read("a,b", "31/31/1970,1", "1/1/1970,1"), "a"));
  }

  private Table read(String... lines) {
    return TableSource.of(write(folder, "table.csv", lines)).read();
  }
}

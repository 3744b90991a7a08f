package io.diglm.data;

import static io.diglm.data.TestFiles.FLIGHTS;
import static io.diglm.data.TestFiles.gzip;
import static io.diglm.data.TestFiles.numbers;
import static io.diglm.data.TestFiles.sql;
import static io.diglm.data.TestFiles.texts;
import static io.diglm.data.TestFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableSourceTest {
  private static final double MISSING = Double.NaN;

  private final Path folder;

  TableSourceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void flightsHaveTheirKnownRowsAndMissingCells() {
    TableSource source = TableSource.of(FLIGHTS);
    Table flights = source.read();
    assertEquals(336_776, source.rowCount());
    assertEquals(336_776, flights.rows());
    assertEquals(14, flights.columns().size());
    assertEquals(9_430, missing(flights, "arr_delay"));
    assertEquals(57_912, missing(flights, "plane_age"));
    List<String> used =
        List.of(
            "month",
            "day",
            "day_of_week",
            "dep_time",
            "arr_time",
            "air_time",
            "distance",
            "plane_age",
            "arr_delay");
    Table nine = source.columns(used).read();
    long complete =
        IntStream.range(0, nine.rows())
            .filter(i -> used.stream().noneMatch(c -> Double.isNaN(numbers(nine, c)[i])))
            .count();
    assertEquals(273_853, complete);
    assertEquals("UA", texts(flights, "carrier").get(0));
  }

  @Test
  void batchesAreTheWholeTableInOrder() {
    TableSource source = TableSource.of(FLIGHTS).columns(List.of("distance", "carrier"));
    Table whole = source.read();
    List<Integer> sizes = new ArrayList<>();
    List<String> carriers = new ArrayList<>();
    List<Double> distances = new ArrayList<>();
    source.forEachBatch(
        100_000,
        batch -> {
          sizes.add(batch.rows());
          carriers.addAll(texts(batch, "carrier"));
          Arrays.stream(numbers(batch, "distance")).forEach(distances::add);
        });
    assertEquals(List.of(100_000, 100_000, 100_000, 36_776), sizes);
    assertEquals(texts(whole, "carrier"), carriers);
    assertArrayEquals(numbers(whole, "distance"), distances.stream().mapToDouble(d -> d).toArray());
  }

  @Test
  void anExactBatchIsNotFollowedByAnEmptyOne() {
    String path = write(folder, "a.csv", "a", "1", "2", "3", "4");
    List<Integer> sizes = new ArrayList<>();
    TableSource.of(path).forEachBatch(2, batch -> sizes.add(batch.rows()));
    assertEquals(List.of(2, 2), sizes);
  }

  @Test
  void csvCellsMayBeMissingInManyWays() {
    String path =
        write(
            folder,
            "a.csv",
            "x,y,t",
            "1,NA,u",
            ",2.5,\"a, \"\"b\"\"\"",
            "NaN,null,N/A",
            "3,nan,NULL");
    Table table = TableSource.of(path).read();
    assertEquals(StorageType.INTEGER, table.find("x").orElseThrow().type());
    assertEquals(StorageType.DECIMAL, table.find("y").orElseThrow().type());
    assertArrayEquals(new double[] {1, MISSING, MISSING, 3}, numbers(table, "x"));
    assertArrayEquals(new double[] {MISSING, 2.5, MISSING, MISSING}, numbers(table, "y"));
    assertEquals(List.of("u", "a, \"b\"", "-", "-"), texts(table, "t"));
  }

  @Test
  void oneLateTextMakesAColumnText() {
    String[] lines = new String[60_002];
    lines[0] = "a;b";
    for (int i = 1; i <= 60_000; i++) {
      lines[i] = i + ";" + i / 8.0;
    }
    lines[60_001] = "x;2";
    Table table = TableSource.of(write(folder, "late.csv", lines)).read();
    assertEquals(60_001, table.rows());
    assertEquals("x", texts(table, "a").get(60_000));
    assertEquals(StorageType.DECIMAL, table.find("b").orElseThrow().type());
  }

  @Test
  void delimitersAreFoundInTheHeader() {
    for (String delimiter : List.of(",", ";", "\t", "|")) {
      String path =
          write(
              folder, "a.TXT", "\"x,y\"|z".replace("|", delimiter), "1|2".replace("|", delimiter));
      assertEquals(
          List.of(
              new ColumnInfo("x,y", StorageType.INTEGER), new ColumnInfo("z", StorageType.INTEGER)),
          TableSource.of(path).describe());
    }
    String tsv = write(folder, "a.tsv", "a,b,c\td", "1\t2");
    assertArrayEquals(new double[] {1}, numbers(TableSource.of(tsv).read(), "a,b,c"));
  }

  @Test
  void aColumnAloneNeedsNoDelimiter() {
    assertArrayEquals(
        new double[] {1, 2},
        numbers(TableSource.of(write(folder, "a.csv", "a", "1", "2")).read(), "a"));
  }

  @Test
  void compressedAndMarkedFilesReadLikePlainOnes() {
    List<String> paths =
        List.of(
            write(folder, "plain.csv", "a,b", "1,x"),
            write(folder, "zipped.csv.GZ", gzip("a,b\n1,x\n")),
            write(folder, "marked.csv", "\uFEFFa,b", "1,x"),
            write(folder, "windows.csv", "a,b\r", "1,x\r"));
    sql(
        "COPY (SELECT 1 AS a, 'x' AS b) TO '%s' (FORMAT csv, COMPRESSION zstd)"
            .formatted(folder.resolve("z.csv.zst")));
    for (String path : paths) {
      assertEquals(List.of("x"), texts(TableSource.of(path).read(), "b"), path);
      assertArrayEquals(new double[] {1}, numbers(TableSource.of(path).read(), "a"), path);
    }
    assertEquals(
        List.of("x"), texts(TableSource.of(folder.resolve("z.csv.zst").toString()).read(), "b"));
  }

  @Test
  void jsonLinesAndArraysRead() {
    String lines =
        write(folder, "a.jsonl", "{\"a\":1,\"b\":\"x\",\"n\":null}", "{\"a\":2.5,\"c\":true}");
    String array =
        write(folder, "a.json", "[{\"a\":1,\"b\":\"x\",\"n\":null},", "{\"a\":2.5,\"c\":true}]");
    String zipped =
        write(
            folder,
            "a.ndjson.gz",
            gzip("{\"a\":1,\"b\":\"x\",\"n\":null}\n{\"a\":2.5,\"c\":true}\n"));
    for (String path : List.of(lines, array, zipped)) {
      Table table = TableSource.of(path).read();
      assertArrayEquals(new double[] {1, 2.5}, numbers(table, "a"));
      assertEquals(List.of("x", "-"), texts(table, "b"));
      assertEquals(List.of("-", "-"), texts(table, "n"));
      assertArrayEquals(new double[] {MISSING, 1}, numbers(table, "c"));
    }
  }

  @Test
  void datesAndTimesBecomeDaysAndSeconds() {
    String path =
        write(
            folder,
            "a.csv",
            "day,time,stamp,zoned,flag",
            "1970-01-03,01:00:01.5,1970-01-01 00:01:00.25,1970-01-01T02:00:00+02:00,true",
            "1969-12-31,,,,false");
    TableSource source = TableSource.of(path);
    Table table = source.read();
    assertEquals(
        List.of(
            StorageType.DATE,
            StorageType.TIME,
            StorageType.TIMESTAMP,
            StorageType.TIMESTAMP,
            StorageType.BOOLEAN),
        source.describe().stream().map(ColumnInfo::type).toList());
    assertArrayEquals(new double[] {2, -1}, numbers(table, "day"));
    assertArrayEquals(new double[] {3601.5, MISSING}, numbers(table, "time"));
    assertArrayEquals(new double[] {60.25, MISSING}, numbers(table, "stamp"));
    assertArrayEquals(new double[] {0, MISSING}, numbers(table, "zoned"));
    assertArrayEquals(new double[] {1, 0}, numbers(table, "flag"));
  }

  @Test
  void truthValuesThatAreNotSpelledTrueAndFalseKeepTheirTexts() {
    String path =
        write(
            folder,
            "a.csv",
            "yes,short,capital,plain,missing",
            "Yes,T,True,true,",
            "No,F,False,false,true",
            "Yes,F,,true,");
    TableSource source = TableSource.of(path);
    Table table = source.read();
    assertEquals(List.of("Yes", "No", "Yes"), texts(table, "yes"));
    assertEquals(List.of("T", "F", "F"), texts(table, "short"));
    assertEquals(List.of("True", "False", "-"), texts(table, "capital"));
    assertArrayEquals(new double[] {1, 0, 1}, numbers(table, "plain"));
    assertArrayEquals(new double[] {MISSING, 1, MISSING}, numbers(table, "missing"));
  }

  @Test
  void oneOtherDateFormatIsRecognised() {
    String path = write(folder, "a.csv", "day", "1/31/1970", "2/1/1970");
    assertArrayEquals(new double[] {30, 31}, numbers(TableSource.of(path).read(), "day"));
  }

  @Test
  void everyFlatTypeOfDuckDbBecomesACell() {
    Table table =
        TableSource.sql(
                """
                SELECT 1.25::DECIMAL(9,2) AS dec, 7::DECIMAL(9,0) AS flat, 2::HUGEINT AS huge,
                  3::UBIGINT AS unsigned, 'b'::ENUM('a', 'b') AS level, NULL AS nothing,
                  '00000000-0000-0000-0000-000000000001'::UUID AS id, 'infinity'::DATE AS never,
                  'inf'::FLOAT AS big, '1970-01-01 00:00:01.5'::TIMESTAMP_NS AS nano,
                  '01:00:00+00'::TIMETZ AS zoned -- done
                """)
            .read();
    assertArrayEquals(new double[] {1.25}, numbers(table, "dec"));
    assertEquals(StorageType.INTEGER, table.find("flat").orElseThrow().type());
    assertArrayEquals(new double[] {2}, numbers(table, "huge"));
    assertArrayEquals(new double[] {3}, numbers(table, "unsigned"));
    assertEquals(List.of("b"), texts(table, "level"));
    assertEquals(List.of("-"), texts(table, "nothing"));
    assertEquals(List.of("00000000-0000-0000-0000-000000000001"), texts(table, "id"));
    assertArrayEquals(new double[] {MISSING}, numbers(table, "never"));
    assertArrayEquals(new double[] {Double.POSITIVE_INFINITY}, numbers(table, "big"));
    assertArrayEquals(new double[] {1.5}, numbers(table, "nano"));
    assertArrayEquals(new double[] {3600}, numbers(table, "zoned"));
  }

  @Test
  void patternsReadFilesInTheOrderOfTheirNames() {
    write(folder, "part-2.csv", "b,a", "y,2.5");
    write(folder, "part-1.csv", "a,b", "1,x");
    write(folder, "part-3.csv", "a,b", ",z");
    TableSource source = TableSource.of(folder.resolve("part-*.csv").toString());
    Table table = source.read();
    assertEquals(StorageType.DECIMAL, table.find("a").orElseThrow().type());
    assertArrayEquals(new double[] {1, 2.5, MISSING}, numbers(table, "a"));
    assertEquals(List.of("x", "y", "z"), texts(table, "b"));
    assertEquals(3, source.rowCount());
  }

  @Test
  void aFileWithoutAnyValueDoesNotMakeTheColumnText() {
    String empty = write(folder, "1.csv", "a,b", ",1");
    String full = write(folder, "2.csv", "a,b", "3,1");
    double[] expected = {MISSING, 3};
    assertArrayEquals(expected, numbers(TableSource.of(List.of(empty, full)).read(), "a"));
    double[] swapped = {3, MISSING};
    assertArrayEquals(swapped, numbers(TableSource.of(List.of(full, empty)).read(), "a"));
  }

  @Test
  void filesMayBeOfDifferentFormats() {
    String csv = write(folder, "1.csv", "a", "1");
    String json = write(folder, "2.jsonl", "{\"a\":2}");
    assertArrayEquals(new double[] {1, 2}, numbers(TableSource.of(List.of(csv, json)).read(), "a"));
  }

  @Test
  void namesWithQuotesAndBracketsAreTakenLiterally() {
    String path = write(folder, "it's [1].csv", "it's,\"say \"\"x\"\"\"", "1,2");
    write(folder, "it's 1.csv", "a", "9");
    Table table = TableSource.of(path).columns(List.of("say \"x\"", "it's")).read();
    assertArrayEquals(new double[] {2}, numbers(table, "say \"x\""));
    assertArrayEquals(new double[] {1}, numbers(table, "it's"));
  }

  @Test
  void columnsAreReadInTheOrderAsked() {
    String path = write(folder, "a.csv", "A,b,c", "1,2,3");
    Table table = TableSource.of(path).columns(List.of("c", "A", "c")).read();
    assertEquals(List.of("c", "A"), table.columns().stream().map(c -> c.name()).toList());
    assertEquals(path, table.source());
  }

  @Test
  void sortingKeepsEqualRowsInOrderAndMissingLast() {
    String path = write(folder, "a.csv", "t,i", "2,0", ",1", "1,2", "2,3", "1,4");
    Table table = TableSource.of(path).columns(List.of("i")).orderBy("t").read();
    assertArrayEquals(new double[] {2, 4, 0, 3, 1}, numbers(table, "i"));
  }

  @Test
  void queriesKeepTheirOrder() {
    Table table = TableSource.sql("SELECT range AS i FROM range(100000) ORDER BY i DESC").read();
    assertEquals(99_999, numbers(table, "i")[0]);
    assertEquals(0, numbers(table, "i")[99_999]);
  }

  @Test
  void exactColumnsKeepDigitsThatADoubleLacks() {
    String path = write(folder, "ids.csv", "id,small,x", "9007199254740993,1,2.5", ",,", "-7,2,1");
    Table table = TableSource.of(path).exact(List.of("id", "small", "x")).read();
    assertEquals("9007199254740993", table.column("id").text(0).orElseThrow());
    assertEquals("-7", table.column("id").text(2).orElseThrow());
    assertTrue(table.column("id").text(1).isEmpty());
    assertEquals(StorageType.INTEGER, table.column("small").type());
    assertEquals(StorageType.DECIMAL, table.column("x").type());
    TableSource below = TableSource.sql("SELECT -9007199254740993 AS a, 18446744073709551615 AS b");
    Table sql = below.exact(List.of("a", "b")).read();
    assertEquals("-9007199254740993", sql.column("a").text(0).orElseThrow());
    assertEquals("18446744073709551615", sql.column("b").text(0).orElseThrow());
    assertEquals(StorageType.INTEGER, below.read().column("a").type());
  }

  private static long missing(Table table, String column) {
    return Arrays.stream(numbers(table, column)).filter(Double::isNaN).count();
  }
}

package io.diglm.data;

import static io.diglm.data.TestFiles.FLIGHTS;
import static io.diglm.data.TestFiles.gzip;
import static io.diglm.data.TestFiles.sql;
import static io.diglm.data.TestFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadInputTest {
  private final Path folder;

  BadInputTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aMissingFileSuggestsTheNearest() {
    write(folder, "flights.csv", "a", "1");
    String path = at("flihgts.csv");
    rejects(
        path, "table file must exist, got %s; did you mean %s?".formatted(path, at("flights.csv")));
    rejects(at("no.csv"), "table file must exist, got " + at("no.csv"));
    rejects(
        at("none/x.csv"),
        "table file must exist, got %s (there is no folder %s)"
            .formatted(at("none/x.csv"), at("none")));
  }

  @Test
  void aFolderIsNoTable() throws IOException {
    Files.createDirectory(folder.resolve("f"));
    rejects(
        at("f"),
        "table file must be a file, got folder %s (for all its files: %s)"
            .formatted(at("f"), at("f/*.csv")));
  }

  @Test
  void linesMustEndAlike() {
    String path = write(folder, "mixed.csv", "a,b", "1,2", "3,4\r", "5,6");
    rejects(
        path,
        "table file %s must end all lines alike, got \\n at the end of line 1 and \\r\\n at the end of line 3; convert it with: sed -i 's/\\r$//' %s"
            .formatted(path, path));
    String windows = write(folder, "windows.csv", "a,b\r", "1,2\r", "3,4\r", "5,6");
    rejects(
        windows,
        "table file %s must end all lines alike, got \\r\\n at the end of line 1 and \\n at the end of line 4; convert it with: sed -i 's/\\r$//' %s"
            .formatted(windows, windows));
    String zipped = write(folder, "mixed.csv.gz", gzip("a,b\n1,2\n3,4\r\n5,6\n"));
    rejects(
        zipped,
        "table file %s must end all lines alike and quote cells as RFC 4180 says, got a line that does not"
            .formatted(zipped));
  }

  @Test
  void emptyFilesAreNoTables() {
    String message = "table file must have at least one row, got empty file ";
    for (String name : List.of("a.csv", "a.tsv", "a.parquet", "a.jsonl")) {
      String path = write(folder, name, new byte[0]);
      rejects(path, message + path);
    }
    String zipped = write(folder, "a.csv.gz", gzip(""));
    rejects(zipped, message + zipped);
    String blank = write(folder, "blank.csv", "", "a,b", "1,2");
    rejects(
        blank, "table file %s must begin with a header line, got a blank line".formatted(blank));
  }

  @Test
  void aHeaderAloneIsNoTable() {
    for (String header : List.of("a,b", "a")) {
      String path = write(folder, "a.csv", header);
      rejects(path, "table file %s must have at least one row, got none".formatted(path));
    }
    String parquet = at("none.parquet");
    sql("COPY (SELECT 1 AS a LIMIT 0) TO '%s'".formatted(parquet));
    rejects(parquet, "table file %s must have at least one row, got none".formatted(parquet));
    assertEquals(0, TableSource.of(parquet).rowCount());
    assertMessage(
        TableSource.sql("SELECT 1 AS a LIMIT 0"), "query must have at least one row, got none");
  }

  @Test
  void anUnknownExtensionNamesTheKnown() {
    String path = write(folder, "a.xlsx", "x");
    rejects(
        path,
        "table file must end in .csv, .tsv, .txt, .parquet, .json, .jsonl or .ndjson"
            + " (all but Parquet may end in .gz or .zst too), got "
            + path);
  }

  @Test
  void duplicateNamesAreFoundBeforeDuckDbRenamesThem() {
    String csv = write(folder, "a.csv", "x,y,x", "1,2,3");
    String message =
        "%s must have distinct column names (upper and lower case alike), got '%s' as column %d and '%s' as column %d";
    rejects(csv, message.formatted("table file " + csv, "x", 1, "x", 3));
    String cased = write(folder, "b.csv", "Day,day", "1,2");
    rejects(cased, message.formatted("table file " + cased, "Day", 1, "day", 2));
    assertMessage(
        TableSource.sql("SELECT 1 AS a, 2 AS a"), message.formatted("query", "a", 1, "a", 2));
  }

  @Test
  void otherEncodingsAreToldTheLineAndTheCure() {
    String latin = write(folder, "a.csv", StandardCharsets.ISO_8859_1, "a,b\n1,x\n2,caf\u00e9\n");
    String message =
        "table file %s must be UTF-8, got other bytes in %s; convert it with: iconv -f LATIN1 -t UTF-8 %s";
    rejects(latin, message.formatted(latin, "line 3 (row 2)", latin));
    String json =
        write(folder, "a.jsonl", StandardCharsets.ISO_8859_1, "{\"a\":1}\n{\"a\":\"caf\u00e9\"}\n");
    rejects(json, message.formatted(json, "line 2", json));
    String wide = write(folder, "b.csv", StandardCharsets.UTF_16, "a,b\n1,x\n");
    rejects(
        wide,
        "table file %s must be UTF-8, got UTF-16; convert it with: iconv -f UTF-16 -t UTF-8 %s"
            .formatted(wide, wide));
  }

  @Test
  void raggedRowsAreNamed() {
    String few = write(folder, "few.csv", "a,b", "1,x", "2", "3,z");
    String many = write(folder, "many.csv", "a,b", "1,x", "2,y,7");
    String message =
        "table file %s, line 3 (row 2) must have as many cells as the header, 2, got %d";
    rejects(few, message.formatted(few, 1));
    rejects(many, message.formatted(many, 3));
  }

  @Test
  void lateRaggedRowsAreNamed() {
    String[] lines = new String[50_000];
    Arrays.fill(lines, "1;2");
    lines[0] = "a;b";
    lines[40_000] = "1;2;3";
    String path = write(folder, "a.csv", lines);
    rejects(
        path,
        "table file %s, line 40001 (row 40000) must have as many cells as the header, 2, got 3"
            .formatted(path));
  }

  @Test
  void openQuotesAreNamed() {
    String path = write(folder, "a.csv", "a,b", "1,x", "2,\"y");
    rejects(
        path,
        "table file %s, line 3 (row 2) must close its quotes, got the end of the file"
            .formatted(path));
  }

  @Test
  void badJsonIsNamed() {
    String path = write(folder, "a.jsonl", "{\"a\":1}", "{\"a\":tr", "{\"a\":3}");
    rejects(path, "table file %s, line 2 must be valid JSON, got invalid literal".formatted(path));
    String numbers = write(folder, "b.jsonl", "1", "2");
    rejects(
        numbers,
        "table file %s must hold only JSON objects with at least one field, got something else"
            .formatted(numbers));
    String twice = write(folder, "c.jsonl", "{\"a\":1}", "{\"a\":1,\"a\":2}");
    rejects(
        twice,
        "table file %s, line 2 must be valid JSON, got Object {\"a\":1,\"a\":2} has duplicate key \"a\""
            .formatted(twice));
  }

  @Test
  void damagedFilesAreUnusable() throws IOException {
    byte[] parquet = Files.readAllBytes(Path.of(FLIGHTS));
    String cut = write(folder, "cut.parquet", Arrays.copyOf(parquet, 1_000_000));
    byte[] garbled = Files.readAllBytes(Path.of("../fuzz/corpus/parquet/invalid-protocol"));
    String invalid = write(folder, "invalid.parquet", garbled);
    unusable(invalid, "table file %s must be whole, got Invalid data".formatted(invalid));
    unusable(
        cut,
        "table file %s must be whole, got No magic bytes found at end of file '%s'"
            .formatted(cut, cut));
    Arrays.fill(parquet, 1_000_000, 1_400_000, (byte) 0x5A);
    String overwritten = write(folder, "bad.parquet", parquet);
    assertThrows(UnusableFileException.class, () -> TableSource.of(overwritten).read());
    byte[] zipped = gzip("a,b\n" + "1,x\n".repeat(10_000));
    String half = write(folder, "a.csv.gz", Arrays.copyOf(zipped, zipped.length / 2));
    unusable(
        half,
        "table file %s must be whole, got Unexpected end of GZIP stream: %s".formatted(half, half));
  }

  @Test
  void damageInTheMiddleIsNotTakenForTheEnd() {
    TableSource late =
        TableSource.sql(
            "SELECT CASE WHEN i = 9000000 THEN error('boom') ELSE 1 END::DOUBLE AS a FROM range(10000000) t(i)");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> late.forEachBatch(10_000, batch -> {}));
    assertEquals("query must run in DuckDB, got Invalid Input Error: boom", e.getMessage());
  }

  @Test
  void aPatternMustMatch() {
    rejects(at("no*.csv"), "table file pattern must match a file, got " + at("no*.csv"));
  }

  @Test
  void badSqlIsToldInOneLine() {
    assertMessage(
        TableSource.sql("selec 1 from x"),
        "query must run in DuckDB, got Parser Error: syntax error at or near \"selec\"");
    assertMessage(
        TableSource.sql("SELECT nope FROM '" + FLIGHTS + "'"),
        "query must run in DuckDB, got Binder Error: Referenced column \"nope\" not found in FROM clause!"
            + " Candidate bindings: \"plane_age\"");
    assertEquals(
        "query must be a SELECT, got an empty text",
        assertThrows(IllegalArgumentException.class, () -> TableSource.sql(" ; ")).getMessage());
  }

  @Test
  void anUnknownColumnSuggestsTheNearest() {
    assertMessage(
        TableSource.of(FLIGHTS).columns(List.of("arr_dlay")),
        "column 'arr_dlay' must be in table file ../examples/flights.parquet, got columns month, day,"
            + " day_of_week, dep_time, arr_time, air_time, distance, plane_age, arr_delay, carrier,"
            + " origin, dest, ... (14 in all); did you mean 'arr_delay'?");
    String path = write(folder, "a.csv", "Day", "1");
    assertMessage(
        TableSource.of(path).orderBy("xyz"),
        "column 'xyz' must be in table file %s, got columns Day".formatted(path));
  }

  @Test
  void aFileThatLacksAColumnIsNamed() {
    String one = write(folder, "1.csv", "a,b", "1,2");
    String two = write(folder, "2.csv", "a,c", "1,2");
    assertMessage(
        TableSource.of(List.of(one, two)),
        "column 'b' must be in table file %s, got columns a, c".formatted(two));
  }

  @Test
  void nestedColumnsAreNamed() {
    String path = write(folder, "a.jsonl", "{\"a\":1,\"l\":[1,2]}");
    rejects(
        path,
        "column 'l' of table file %s must hold numbers, texts, dates or times, got BIGINT[]"
            .formatted(path));
    assertEquals(1, TableSource.of(path).columns(List.of("a")).read().rows());
    assertMessage(
        TableSource.sql("SELECT {'q': 1} AS s"),
        "column 's' of query must hold numbers, texts, dates or times, got STRUCT(q INTEGER)");
  }

  @Test
  void nothingToReadIsRejected() {
    assertEquals(
        "columns must name at least one, got none",
        assertThrows(
                IllegalArgumentException.class, () -> TableSource.of("a.csv").columns(List.of()))
            .getMessage());
    assertEquals(
        "table files must be at least one, got none",
        assertThrows(IllegalArgumentException.class, () -> TableSource.of(List.of())).getMessage());
    assertEquals(
        "batch rows must be at least 1, got 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> TableSource.of("a.csv").forEachBatch(0, t -> {}))
            .getMessage());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static void rejects(String path, String message) {
    assertMessage(TableSource.of(path), message);
  }

  private static void assertMessage(TableSource source, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, source::read).getMessage());
  }

  private static void unusable(String path, String message) {
    TableSource source = TableSource.of(path);
    assertEquals(message, assertThrows(UnusableFileException.class, source::read).getMessage());
  }
}

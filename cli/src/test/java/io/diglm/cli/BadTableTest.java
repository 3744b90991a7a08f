package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that cannot be learned from: one line that says what, where and what to do. */
final class BadTableTest {
  private static final int ROWS = 60;

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void nothingIsHalfWritten() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> left =
          files.map(f -> f.getFileName().toString()).filter(f -> !f.endsWith(".csv")).toList();
      assertEquals(List.of(), left);
    }
  }

  @Test
  void missingFile() {
    Path near = Data.text(folder.resolve("flights.csv"), "x,y\n1,2\n");
    Path wanted = folder.resolve("flihgts.csv");
    refused(wanted, "table file must exist, got %s; did you mean %s?".formatted(wanted, near));
  }

  @Test
  void missingFolder() {
    Path wanted = folder.resolve("none").resolve("a.csv");
    refused(
        wanted,
        "table file must exist, got %s (there is no folder %s)"
            .formatted(wanted, wanted.getParent()));
  }

  @Test
  void emptyFile() {
    Path empty = Data.text(folder.resolve("a.csv"), "");
    refused(empty, "table file must have at least one row, got empty file " + empty);
  }

  @Test
  void headerOnly() {
    Path header = Data.text(folder.resolve("a.csv"), "x,y\n");
    refused(header, "table file %s must have at least one row, got none".formatted(header));
  }

  @Test
  void oneRow() {
    Path one = Data.text(folder.resolve("a.csv"), "x,y\n1,2\n");
    refused(one, one + " must have at least 2 complete rows besides the 0 for test, got 1");
  }

  @Test
  void noSuchTarget() {
    Path table = table("x,arr_delay", i -> Data.number(i) + "," + i);
    Run.fit(table, model(), "--target", "arr_dela")
        .assertRefused(
            "column 'arr_dela' must be in %s, got columns x, arr_delay; did you mean 'arr_delay'?"
                .formatted(table));
  }

  @Test
  void noSuchFeature() {
    Path table = table("month,y", i -> i % 12 + "," + Data.number(i));
    Run.fit(table, model(), "--target", "y", "--features", "mnth")
        .assertRefused(
            "column 'mnth' must be in table file %s, got columns month, y; did you mean 'month'?"
                .formatted(table));
  }

  @Test
  void noSuchTimeColumn() {
    Path table = table("x,y", i -> i + "," + Data.number(i));
    Run.fit(table, model(), "--target", "y", "--split", "time", "--time-column", "t")
        .assertRefused("column 't' must be in table file %s, got columns x, y".formatted(table));
  }

  @Test
  void targetConstant() {
    Path table = table("x,y", i -> Data.number(i) + ",5");
    refused(table, "target 'y' must vary, got only 5 in the training rows of " + table);
  }

  @Test
  void oneClassOnly() {
    Path table = table("x,y", i -> Data.number(i) + ",apple");
    refused(
        table,
        "target 'y' must have two classes or more, got only 'apple' in the training rows of "
            + table);
  }

  @Test
  void infiniteCell() {
    Path table = table("x,y", i -> (i == 7 ? "inf" : Data.number(i)) + "," + Data.number(2 * i));
    refused(table, "column 'x' must hold finite numbers, got Infinity in " + table + ", row 8");
  }

  @Test
  void infiniteTarget() {
    Path table = table("x,y", i -> Data.number(i) + "," + (i == 7 ? "-inf" : Data.number(2 * i)));
    refused(table, "column 'y' must hold finite numbers, got -Infinity in " + table + ", row 8");
  }

  @Test
  void nothingButIdentifiers() {
    Path table = folder.resolve("a.csv");
    Data.rows(table, "id,y", 1_000, i -> "id" + i + "," + Data.number(i));
    refused(
        table,
        "features must leave a column to learn from, got only missing cells or identifiers in id of "
            + table);
  }

  @Test
  void duplicateHeaderNames() {
    Path table = table("x,X,y", i -> "1,2," + i);
    refused(
        table,
        ("table file %s must have distinct column names (upper and lower case alike), got 'x' as"
                + " column 1 and 'X' as column 2")
            .formatted(table));
  }

  @Test
  void moreCellsThanTheHeader() {
    Path table = table("x,y", i -> i + "," + Data.number(i) + (i == 3 ? ",9" : ""));
    refused(
        table,
        "table file %s, line 5 (row 4) must have as many cells as the header, 2, got 3"
            .formatted(table));
  }

  @Test
  void otherThanUtf8() throws IOException {
    Path table = folder.resolve("a.csv");
    Files.write(table, "x,y\ncaf\u00e9,1\nthe,2\n".getBytes(StandardCharsets.ISO_8859_1));
    refused(
        table,
        ("table file %s must be UTF-8, got other bytes in line 2 (row 1); convert it with: iconv"
                + " -f LATIN1 -t UTF-8 %s")
            .formatted(table, table));
  }

  @Test
  void queryThatDoesNotRun() {
    Path table = table("x,y", i -> i + "," + Data.number(i));
    Run.of(
            "fit",
            "--sql",
            "SELECT yy FROM '" + table + "'",
            "--target",
            "y",
            "--out",
            model(),
            "--quiet")
        .assertRefused(
            "query must run in DuckDB, got Binder Error: Referenced column \"yy\" not found in"
                + " FROM clause! Candidate bindings: \"y\"");
  }

  private Path table(String header, IntFunction<String> row) {
    return Data.rows(folder.resolve("a.csv"), header, ROWS, row);
  }

  private Path model() {
    return folder.resolve("m.diglm");
  }

  private void refused(Path table, String message) {
    Run.fit(table, model(), "--target", "y").assertRefused(message);
  }
}

package io.diglm.data;

import static io.diglm.data.TestFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query reads, and does nothing else. */
final class ReadOnlyTest {
  private final Path folder;
  private final String table;

  ReadOnlyTest(@TempDir Path folder) {
    this.folder = folder;
    table = write(folder, "t.csv", "a,b", "1,2", "3,4");
  }

  @Test
  void onlyOneStatementIsRun() throws IOException {
    String copy = "COPY (SELECT 1) TO '%s'".formatted(at("w.csv"));
    refuses(
        copy + "; SELECT 1 AS a",
        "query must be one SELECT, got another statement (or a PIVOT without IN)");
    refuses("SELECT 1 AS a; SELECT 2 AS a", "query must be one SELECT, got 2 statements");
    refuses(
        "SELECT 1 AS a) ; %s ; (SELECT 1 AS a".formatted(copy),
        "query must run in DuckDB, got Parser Error: syntax error at or near \")\"");
    refuses(
        "ATTACH '%s'; SELECT 1 AS a".formatted(at("w.db")),
        "query must be one SELECT, got another statement (or a PIVOT without IN)");
    refuses(
        "INSTALL httpfs",
        "query must be one SELECT, got another statement (or a PIVOT without IN)");
    assertNothingWritten();
  }

  @Test
  void aSelectThatWritesIsRefused() throws IOException {
    String copy = "COPY (SELECT 1) TO '%s'".formatted(at("w.csv"));
    refuses("WITH w AS (%s) SELECT * FROM w".formatted(copy), "query must only read, got COPY");
    refuses(
        "SELECT * FROM (WITH w AS (%s) SELECT 1 AS a)".formatted(copy),
        "query must only read, got COPY");
    refuses(
        "SELECT * FROM query('WITH w AS (%s) SELECT 1')".formatted(copy.replace("'", "''")),
        "query must read by functions known to write nothing, such as read_csv, got query");
    refuses(
        "SELECT * FROM enable_logging(storage := 'file', storage_path := '%s')"
            .formatted(at("logs")),
        "query must read by functions known to write nothing, such as read_csv, got enable_logging");
    refuses(
        "SELECT 1 AS a WHERE EXISTS (FROM enable_logging(storage_path := '%s'))"
            .formatted(at("logs")),
        "query must read by functions known to write nothing, such as read_csv, got enable_logging");
    assertNothingWritten();
  }

  @Test
  void whatReadsStaysAllowed() {
    for (String query :
        List.of(
            "SELECT * FROM '%s'".formatted(table),
            "FROM '%s' -- with a comment".formatted(table),
            "WITH RECURSIVE r(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM r WHERE a < 2) FROM r",
            "SELECT a FROM read_csv('%s', header = true) WHERE a IN (SELECT a FROM '%s');"
                .formatted(table, table),
            "VALUES (1), (2)",
            "SELECT * FROM (SELECT 1 AS k, 2 AS v) PIVOT (sum(v) FOR k IN (1, 2))",
            "SELECT range AS a FROM range(2)",
            "SELECT i FROM (SELECT unnest([1, 2]) AS i) UNION ALL SELECT 3")) {
      assertTrue(TableSource.sql(query).read().rows() > 0, query);
    }
  }

  @Test
  void noAddressIsReadUnlessAllowed() {
    String query = "SELECT * FROM 'http://127.0.0.1:1/t.csv'";
    String message = message(TableSource.sql(query));
    assertTrue(message.contains("requires the extension httpfs"), message);
    for (String address : List.of("http://127.0.0.1:1/t.csv", "s3://b/*.parquet")) {
      assertEquals(
          "table file must be on this machine, got %s (--allow-network, or TableSource.allowNetwork, reads addresses)"
              .formatted(address),
          message(TableSource.of(address)));
    }
  }

  @Test
  void readingCanBeConfined() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("in"));
    String own = write(inside, "o.csv", "a", "1");
    Files.createSymbolicLink(inside.resolve("link.csv"), Path.of(table));
    assertEquals(1, TableSource.of(own).within(inside).read().rows());
    assertEquals(1, TableSource.of(inside + "/o*.csv").within(inside).read().rows());
    assertEquals(
        1, TableSource.sql("FROM '%s' ORDER BY a".formatted(own)).within(inside).read().rows());
    for (String outside : List.of(table, inside + "/../t.csv", inside + "/link.csv")) {
      assertEquals(
          "table file must be in %s, got %s".formatted(inside, outside),
          message(TableSource.of(outside).within(inside)));
    }
    assertEquals(
        "table file must be in %s, got %s".formatted(inside, table),
        message(TableSource.of(table).within(inside).format(FileFormat.CSV)));
    assertEquals(
        "table file must be a regular file in %s, got standard input (copy it into one)"
            .formatted(inside),
        message(TableSource.of("-").within(inside)));
    for (String query :
        List.of(
            "SELECT content AS a FROM read_text('%s')".formatted(table),
            "SELECT file AS a FROM glob('%s/*')".formatted(folder),
            "SELECT content AS a FROM read_text('%s/../t.csv')".formatted(inside))) {
      String message = message(TableSource.sql(query).within(inside));
      assertTrue(message.contains("file system operations are disabled"), message);
    }
  }

  @Test
  void filesOfAQueryAreKnown() {
    assertEquals(List.of(), TableSource.of("-").files());
    assertEquals(
        List.of(Path.of(table)),
        TableSource.sql("SELECT 'x' AS s, * FROM '%s'".formatted(table)).files());
    assertEquals(
        List.of(Path.of(table)),
        TableSource.sql("FROM read_csv(['%s'])".formatted(at("*.csv"))).files());
  }

  private void refuses(String query, String message) {
    assertEquals(message, message(TableSource.sql(query)));
  }

  private static String message(TableSource source) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, source::read).getMessage());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private void assertNothingWritten() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(Path.of(table)), files.toList());
    }
    assertFalse(Files.exists(Path.of("w.csv")));
  }
}

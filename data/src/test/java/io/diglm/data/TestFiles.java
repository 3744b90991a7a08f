package io.diglm.data;

import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Files to read, and cells as tests like to see them. */
final class TestFiles {
  static final String FLIGHTS = "../examples/flights.parquet";

  private TestFiles() {}

  static String write(Path folder, String name, String... lines) {
    return write(folder, name, StandardCharsets.UTF_8, String.join("\n", lines) + "\n");
  }

  static String write(Path folder, String name, Charset charset, String text) {
    return write(folder, name, text.getBytes(charset));
  }

  static String write(Path folder, String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static double[] numbers(Table table, String column) {
    return ((Cells.Numbers) table.find(column).orElseThrow().cells()).values();
  }

  /** Cells as texts, {@code -} where missing. */
  static List<String> texts(Table table, String column) {
    Cells.Texts cells = (Cells.Texts) table.find(column).orElseThrow().cells();
    List<String> texts = new ArrayList<>();
    for (int code : cells.codes()) {
      texts.add(code < 0 ? "-" : cells.levels().get(code));
    }
    return texts;
  }

  /** Runs SQL in a DuckDB of its own, to make files and to look at them. */
  static List<List<String>> sql(String sql) {
    try (DuckDb db = DuckDb.open()) {
      if (sql.startsWith("COPY")) {
        db.execute(sql);
        return List.of();
      }
      return db.rows(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

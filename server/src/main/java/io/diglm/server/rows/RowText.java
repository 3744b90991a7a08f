package io.diglm.server.rows;

import com.google.gson.stream.JsonWriter;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Columns as text, row by row. */
final class RowText {
  private RowText() {}

  private static int rows(List<TableColumn> columns) {
    return columns.get(0).cells().size();
  }

  /** A list of objects, with null for missing values. */
  static String list(List<TableColumn> columns) {
    StringWriter text = new StringWriter();
    try {
      JsonWriter out = new JsonWriter(text);
      out.beginArray();
      for (int row = 0; row < rows(columns); row++) {
        object(out, columns, row);
      }
      out.endArray().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static String lines(List<TableColumn> columns) {
    StringWriter text = new StringWriter();
    try {
      for (int row = 0; row < rows(columns); row++) {
        JsonWriter out = new JsonWriter(text);
        object(out, columns, row);
        out.flush();
        text.append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void object(JsonWriter out, List<TableColumn> columns, int row)
      throws IOException {
    out.beginObject();
    for (TableColumn column : columns) {
      out.name(column.name());
      if (!(column.cells() instanceof Cells.Numbers numbers)) {
        out.value(column.text(row).orElse(null));
        continue;
      }
      double value = numbers.values()[row];
      if (Double.isNaN(value)) {
        out.nullValue();
      } else if (column.type() == StorageType.BOOLEAN) {
        out.value(value == 1);
      } else if (Double.isInfinite(value)) {
        out.value(Double.toString(value));
      } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        out.value((long) value);
      } else {
        out.value(value);
      }
    }
    out.endObject();
  }

  /** Lines as {@code diglm predict} writes them. */
  static String csv(List<TableColumn> columns, boolean headed) {
    StringBuilder text = new StringBuilder();
    if (headed) {
      for (int j = 0; j < columns.size(); j++) {
        text.append(j == 0 ? "" : ",").append(cell(columns.get(j).name()));
      }
      text.append('\n');
    }
    for (int row = 0; row < rows(columns); row++) {
      for (int j = 0; j < columns.size(); j++) {
        text.append(j == 0 ? "" : ",");
        columns.get(j).text(row).ifPresent(value -> text.append(cell(value)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}

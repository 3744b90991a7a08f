package io.diglm.cli.output;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.diglm.data.FileFormat;
import io.diglm.json.Json;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows as text on a stream, batch by batch, for piping (CSV by RFC 4180, but with line feeds as
 * line ends).
 */
final class TextRows implements RowSink {
  private final PrintWriter out;
  private final FileFormat format;
  private final List<String> names;
  private final boolean closes;
  private boolean headed;

  /**
   * Rows of these columns.
   *
   * @param closes whether the stream ends with the rows
   */
  TextRows(PrintWriter out, FileFormat format, List<String> names, boolean closes) {
    if (format == FileFormat.PARQUET) {
      throw new IllegalArgumentException(
          "output-format must be csv, tsv or json to a pipe, got parquet (it takes a file: --out)");
    }
    this.out = out;
    this.format = format;
    this.names = List.copyOf(names);
    this.closes = closes;
    headed = format == FileFormat.JSON;
  }

  @Override
  public void append(Table batch) {
    List<TableColumn> columns = names.stream().map(batch::column).toList();
    StringBuilder lines = new StringBuilder(headed ? "" : header());
    headed = true;
    for (int row = 0; row < batch.rows(); row++) {
      if (format == FileFormat.JSON) {
        lines.append(json(columns, row));
      } else {
        cells(columns, row, lines);
      }
      lines.append('\n');
    }
    out.print(lines);
    if (out.checkError()) {
      throw new LostOutputException();
    }
  }

  private void cells(List<TableColumn> columns, int row, StringBuilder line) {
    for (int j = 0; j < columns.size(); j++) {
      line.append(j == 0 ? "" : delimiter());
      line.append(columns.get(j).text(row).map(this::cell).orElse(""));
    }
  }

  private String header() {
    return names.stream().map(this::cell).collect(Collectors.joining(delimiter())) + "\n";
  }

  private String delimiter() {
    return format == FileFormat.TSV ? "\t" : ",";
  }

  private String cell(String text) {
    boolean plain =
        !text.contains(delimiter())
            && text.chars().noneMatch(c -> c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String json(List<TableColumn> columns, int row) {
    JsonObject object = new JsonObject();
    for (TableColumn column : columns) {
      Optional<String> text = column.text(row);
      object.add(
          column.name(), text.isEmpty() ? Json.tree(text) : value(column.type(), text.get()));
    }
    return Json.text(object);
  }

  /** Infinities are texts, as in all our JSON. */
  private static JsonPrimitive value(StorageType type, String text) {
    return switch (type) {
      case BOOLEAN -> new JsonPrimitive(text.equals("true"));
      case INTEGER -> new JsonPrimitive(Long.parseLong(text));
      case DECIMAL ->
          text.endsWith("Infinity")
              ? new JsonPrimitive(text)
              : new JsonPrimitive(Double.parseDouble(text));
      case TEXT, DATE, TIME, TIMESTAMP -> new JsonPrimitive(text);
    };
  }

  @Override
  public void commit() {
    out.flush();
  }

  @Override
  public void close() {
    if (closes) {
      out.close();
    } else {
      out.flush();
    }
  }
}

package io.diglm.cli;

import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Rows as CSV on standard output, batch by batch, for piping (RFC 4180, but for \n line ends). */
final class CsvRows implements RowSink {
  private final PrintWriter out;
  private final List<String> names;
  private boolean headed;

  CsvRows(PrintWriter out, List<String> names) {
    this.out = out;
    this.names = List.copyOf(names);
  }

  @Override
  public void append(Table batch) {
    List<TableColumn> columns = names.stream().map(batch::column).toList();
    StringBuilder lines = new StringBuilder(headed ? "" : header());
    headed = true;
    for (int row = 0; row < batch.rows(); row++) {
      for (int j = 0; j < columns.size(); j++) {
        lines.append(j == 0 ? "" : ",");
        lines.append(columns.get(j).text(row).map(CsvRows::cell).orElse(""));
      }
      lines.append('\n');
    }
    out.print(lines);
    if (out.checkError()) {
      throw new LostOutputException();
    }
  }

  private String header() {
    return names.stream().map(CsvRows::cell).collect(Collectors.joining(",")) + "\n";
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  public void commit() {
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}

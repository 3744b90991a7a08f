package io.diglm.cli.output;

import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.List;

/**
 * Passes rows on with an apostrophe before every text that a spreadsheet would take for a formula.
 * Numbers are unchanged, because a spreadsheet runs nothing in them.
 *
 * @param to receives the rows
 */
public record FormulaSink(RowSink to) implements RowSink {
  private static final String STARTS = "=+-@\t\r\n";

  /**
   * {@return the columns with names and texts that are no formulas}
   *
   * @param columns of any type
   */
  public static List<TableColumn> escaped(List<TableColumn> columns) {
    return columns.stream().map(FormulaSink::escaped).toList();
  }

  private static TableColumn escaped(TableColumn column) {
    Cells cells =
        column.cells() instanceof Cells.Texts texts
            ? new Cells.Texts(
                texts.codes(), texts.levels().stream().map(FormulaSink::escaped).toList())
            : column.cells();
    return new TableColumn(escaped(column.name()), column.type(), cells);
  }

  private static String escaped(String text) {
    return !text.isEmpty() && STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  @Override
  public void append(Table batch) {
    to.append(new Table(batch.source(), escaped(batch.columns()), batch.rows()));
  }

  @Override
  public void commit() {
    to.commit();
  }

  @Override
  public void close() {
    to.close();
  }
}

package io.diglm.server.rows;

import io.diglm.schema.Cells;
import io.diglm.schema.Input;
import io.diglm.schema.NearestName;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Collects rows as they arrive, until there are enough to answer. A row that cannot be read keeps
 * its place, with its error.
 */
final class RowBatch {
  private static final String SOURCE = "the rows";

  private final Map<String, ColumnCells> columns = new LinkedHashMap<>();
  private final List<String> features;
  private final Optional<String> target;
  private final List<String> kept;
  private final Map<Integer, String> failed = new TreeMap<>();
  private final List<String> unknown = new ArrayList<>();
  private int rows;

  /**
   * @param kept columns that are returned beside the answers
   */
  RowBatch(Schema schema, List<String> kept) {
    if (schema.image().isPresent()) {
      throw new IllegalArgumentException(
          "model must be of rows to take JSON or CSV, got one of images (send tensors to infer)");
    }
    features = schema.inputs().stream().map(Input::name).toList();
    target = schema.target().map(y -> y.name());
    this.kept = List.copyOf(new LinkedHashSet<>(kept));
    for (Input input : schema.inputs()) {
      columns.put(input.name(), ColumnCells.of(input));
    }
    this.kept.forEach(name -> columns.computeIfAbsent(name, ColumnCells::copied));
  }

  int rows() {
    return rows;
  }

  Map<Integer, String> failed() {
    return failed;
  }

  /** Returns the column of this name; empty if it is neither needed nor kept. */
  Optional<ColumnCells> column(String name) {
    return Optional.ofNullable(columns.get(name));
  }

  /** Returns the columns that the model reads. */
  List<ColumnCells> features() {
    return features.stream().map(columns::get).toList();
  }

  /** Begins a row. */
  void begin() {
    rows++;
    unknown.clear();
  }

  /** Returns whether the current row already has this column. */
  boolean repeats(ColumnCells column) {
    return column.has(rows);
  }

  /** Records a column of the row that is not needed. */
  void ignore(String name) {
    if (unknown.size() < 100) {
      unknown.add(name);
    }
  }

  /** Records the error of the row. */
  void fail(String problem) {
    failed.putIfAbsent(rows - 1, problem);
  }

  /**
   * Ends the row. A column that is absent counts as missing, unless an unneeded column has almost
   * its name.
   */
  void end() {
    for (String name : features) {
      ColumnCells column = columns.get(name);
      if (column != null && !column.has(rows)) {
        List<String> others =
            unknown.stream().filter(other -> target.filter(other::equals).isEmpty()).toList();
        NearestName.of(name, others)
            .ifPresent(
                near -> fail("column '%s' must be in the row, got '%s'".formatted(name, near)));
      }
    }
    columns.values().forEach(column -> column.fill(rows));
  }

  /** Returns the rows. The cells of failed rows are missing or as received. */
  Table table() {
    List<TableColumn> cells = columns.values().stream().map(ColumnCells::column).toList();
    return new Table(SOURCE, cells, rows);
  }

  /** Returns the kept columns of the table. */
  List<TableColumn> kept(Table table) {
    return kept.stream().map(table::column).toList();
  }

  private static TableColumn empty(String name) {
    return new TableColumn(name, StorageType.TEXT, new Cells.Texts(new int[0], List.of()));
  }

  /**
   * Requires that the header of a table has all needed columns.
   *
   * @throws IllegalArgumentException if one is absent or occurs twice; the message suggests the
   *     nearest name
   */
  void requireHead(List<String> names) {
    Table head =
        new Table(
            SOURCE,
            names.stream()
                .map(n -> columns.containsKey(n) ? n : n.replaceAll("\\s*\\R\\s*", " "))
                .map(RowBatch::empty)
                .toList(),
            0);
    columns.keySet().forEach(head::column);
    for (int i = 0; i < names.size(); i++) {
      if (columns.containsKey(names.get(i)) && names.indexOf(names.get(i)) < i) {
        throw new IllegalArgumentException(
            "columns must differ in name, got '%s' twice".formatted(names.get(i)));
      }
    }
  }
}

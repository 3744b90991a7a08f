package io.diglm.data;

import java.sql.SQLException;
import java.util.List;

/**
 * One file of a known format.
 *
 * @param shown what messages call it: its path, or the stream whose bytes it keeps
 */
record TableFile(String path, String shown, FileFormat format) {
  String name() {
    return "table file " + shown;
  }

  /** Finds the columns and their types; for text formats this reads the whole file once. */
  Relation relation(DuckDb db) throws SQLException {
    return switch (format) {
      case CSV, TSV -> csv(db);
      case PARQUET -> parquet(db);
      case JSON -> json(db);
    };
  }

  private Relation csv(DuckDb db) throws SQLException {
    try {
      CsvDialect dialect =
          format == FileFormat.CSV ? CsvDialect.ofHeader(db, this) : CsvDialect.tabs(db, this);
      return dialect.relation(db, this);
    } catch (SQLException e) {
      LineEnds.requireAlike(this, e);
      throw e;
    }
  }

  private Relation parquet(DuckDb db) throws SQLException {
    // The file's own names: DuckDB has renamed duplicates by the time it describes them.
    String names =
        "SELECT name FROM (SELECT name, num_children, row_number() OVER () AS r FROM"
            + " parquet_schema(%s)) WHERE num_children IS NULL ORDER BY r";
    String sql = "read_parquet(" + DuckDb.file(path) + ")";
    List<SqlColumn> columns = db.columns("SELECT * FROM " + sql);
    List<String> leaves =
        db.rows(names.formatted(DuckDb.file(path))).stream().map(r -> r.get(0)).toList();
    if (leaves.size() == columns.size()) {
      Relation.requireDistinct(name(), leaves);
    }
    return new Relation(name(), sql, columns);
  }

  private Relation json(DuckDb db) throws SQLException {
    String open =
        "read_json("
            + DuckDb.file(path)
            + ", "
            + FileFormat.readCompression(path)
            + ", records=true";
    List<SqlColumn> columns = db.columns("SELECT * FROM " + open + ", sample_size=-1)");
    return new Relation(name(), open + ", columns={" + types(columns) + "})", columns);
  }

  /** Returns the entries of the structure by which DuckDB's readers are told names and types. */
  static String types(List<SqlColumn> columns) {
    return String.join(
        ", ",
        columns.stream()
            .map(
                c ->
                    DuckDb.text(c.name())
                        + ": "
                        + DuckDb.text(c.isUntyped() ? "VARCHAR" : c.sqlType()))
            .toList());
  }
}

package io.diglm.data;

import io.diglm.schema.StorageType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns to read from some relations, their types, and the order of the rows.
 *
 * @param relations the relations, whose rows are read one after the other
 * @param columns the columns, each with one type for all relations
 * @param order the column by which rows are sorted; without it they keep their order
 */
record Projection(List<Relation> relations, List<ColumnInfo> columns, Optional<String> order) {
  private static final Set<StorageType> NUMBERS =
      EnumSet.of(StorageType.INTEGER, StorageType.DECIMAL);

  /** From here on, not all whole numbers are doubles. */
  private static final long EXACT = 1L << 53;

  Projection {
    relations = List.copyOf(relations);
    columns = List.copyOf(columns);
  }

  /**
   * Resolves names. If {@code wanted} is empty, all columns of the first relation are read.
   *
   * @param exact columns whose whole numbers are texts where a double cannot hold one of them
   */
  static Projection of(
      DuckDb db,
      List<Relation> relations,
      List<String> wanted,
      Optional<String> order,
      List<String> exact)
      throws SQLException {
    List<String> names =
        wanted.isEmpty()
            ? relations.get(0).columns().stream().map(SqlColumn::name).toList()
            : wanted.stream().distinct().toList();
    List<ColumnInfo> columns = new ArrayList<>();
    for (String name : names) {
      StorageType type = commonType(db, relations, name);
      boolean text =
          type == StorageType.INTEGER && exact.contains(name) && tooWide(db, relations, name);
      columns.add(new ColumnInfo(name, text ? StorageType.TEXT : type));
    }
    for (Relation relation : relations) {
      order.ifPresent(relation::column);
    }
    return new Projection(relations, columns, order);
  }

  private static StorageType commonType(DuckDb db, List<Relation> relations, String name)
      throws SQLException {
    Set<StorageType> types = EnumSet.noneOf(StorageType.class);
    for (Relation relation : relations) {
      types.add(type(relation, name));
    }
    if (types.size() > 1 && types.contains(StorageType.TEXT) && !hasText(db, relations, name)) {
      types.remove(StorageType.TEXT);
    }
    if (types.equals(NUMBERS)) {
      return StorageType.DECIMAL;
    }
    return types.size() == 1 ? types.iterator().next() : StorageType.TEXT;
  }

  /**
   * DuckDB's CSV reader takes a column without values for text, whatever the type in the other
   * files is.
   */
  private static boolean hasText(DuckDb db, List<Relation> relations, String name)
      throws SQLException {
    for (Relation relation : relations) {
      String count = "SELECT count(%s) FROM %s".formatted(DuckDb.identifier(name), relation.sql());
      if (type(relation, name) == StorageType.TEXT && !db.rows(count).get(0).get(0).equals("0")) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a column has a whole number that a double does not hold. */
  private static boolean tooWide(DuckDb db, List<Relation> relations, String name)
      throws SQLException {
    for (Relation relation : relations) {
      String number = "CAST(" + DuckDb.identifier(name) + " AS DOUBLE)";
      String wide =
          "SELECT coalesce(greatest(max(%1$s), -min(%1$s)) >= %2$d, FALSE) FROM %3$s"
              .formatted(number, EXACT, relation.sql());
      if (relation.column(name).isWide() && db.rows(wide).get(0).get(0).equals("true")) {
        return true;
      }
    }
    return false;
  }

  private static StorageType type(Relation relation, String name) {
    SqlColumn column = relation.column(name);
    return column
        .storage()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "column '%s' of %s must hold numbers, texts, dates or times, got %s"
                        .formatted(name, relation.name(), column.sqlType())));
  }

  /** Returns the query for the cells, each a DOUBLE or a VARCHAR. */
  String sql() {
    List<String> parts = relations.stream().map(this::part).toList();
    String rows = String.join(" UNION ALL ", parts);
    return order.isEmpty()
        ? rows
        : "SELECT * EXCLUDE (k, r) FROM (SELECT *, row_number() OVER () AS r FROM (%s)) ORDER BY k NULLS LAST, r"
            .formatted(rows);
  }

  private String part(Relation relation) {
    List<String> cells = new ArrayList<>();
    for (ColumnInfo column : columns) {
      SqlColumn found = relation.column(column.name());
      cells.add(expression(found, column.type()) + " AS c" + cells.size());
    }
    order.ifPresent(o -> cells.add(DuckDb.identifier(o) + " AS k"));
    return "SELECT %s FROM %s".formatted(String.join(", ", cells), relation.sql());
  }

  private static String expression(SqlColumn column, StorageType type) {
    boolean missing =
        type != StorageType.TEXT && column.storage().equals(Optional.of(StorageType.TEXT));
    return missing ? "'NaN'::DOUBLE" : column.expression(type);
  }
}

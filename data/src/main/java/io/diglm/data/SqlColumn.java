package io.diglm.data;

import io.diglm.schema.StorageType;
import java.util.Optional;

/**
 * A column of DuckDB.
 *
 * @param name its name
 * @param sqlType the name of its type in DuckDB
 */
record SqlColumn(String name, String sqlType) {
  /** Returns a column of dates whose day and month cannot be told apart: it cannot be used. */
  static SqlColumn ambiguous(String name, String example) {
    return new SqlColumn(
        name,
        "dates whose day and month cannot be told apart, such as %s; write them as 2023-12-31"
            .formatted(example));
  }

  /** True if DuckDB saw only missing values, so that the type is arbitrary. */
  boolean isUntyped() {
    return sqlType.equals("\"NULL\"");
  }

  /** True if its whole numbers may be too large for a double. */
  boolean isWide() {
    return switch (sqlType) {
      case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER" -> false;
      default -> storage().equals(Optional.of(StorageType.INTEGER));
    };
  }

  /** Returns our type for the cells; empty for lists, structures, bytes and the like. */
  Optional<StorageType> storage() {
    if (sqlType.endsWith("]")) {
      return Optional.empty();
    }
    if (sqlType.startsWith("DECIMAL")) {
      return Optional.of(sqlType.endsWith(",0)") ? StorageType.INTEGER : StorageType.DECIMAL);
    }
    if (sqlType.startsWith("ENUM") || isUntyped()) {
      return Optional.of(StorageType.TEXT);
    }
    return switch (sqlType) {
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" ->
          Optional.of(StorageType.INTEGER);
      case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "BIGNUM" ->
          Optional.of(StorageType.INTEGER);
      case "FLOAT", "DOUBLE" -> Optional.of(StorageType.DECIMAL);
      case "BOOLEAN" -> Optional.of(StorageType.BOOLEAN);
      case "VARCHAR", "UUID", "JSON" -> Optional.of(StorageType.TEXT);
      case "DATE" -> Optional.of(StorageType.DATE);
      case "TIME", "TIME_NS", "TIME WITH TIME ZONE" -> Optional.of(StorageType.TIME);
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE" ->
          Optional.of(StorageType.TIMESTAMP);
      default -> Optional.empty();
    };
  }

  /**
   * Returns the SQL that converts the cells to DOUBLE, with NaN if missing, or to VARCHAR, with
   * NULL if missing.
   *
   * @param type the type it is read as, its own or {@link StorageType#TEXT}
   */
  String expression(StorageType type) {
    String column = DuckDb.identifier(name);
    String number =
        switch (type) {
          case TEXT -> "";
          case INTEGER, DECIMAL -> column;
          case BOOLEAN -> "CAST(" + column + " AS TINYINT)";
          case DATE -> "epoch(" + column + ") / 86400";
          case TIME -> "epoch(CAST(" + column + " AS TIME))";
          case TIMESTAMP -> "epoch(" + column + ")";
        };
    return type == StorageType.TEXT
        ? "CAST(" + column + " AS VARCHAR)"
        : "coalesce(CAST(" + number + " AS DOUBLE), 'NaN'::DOUBLE)";
  }
}

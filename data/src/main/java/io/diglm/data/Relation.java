package io.diglm.data;

import io.diglm.schema.NearestName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One file or query in a form that SQL can read.
 *
 * @param name what error messages call it, such as {@code table file x.csv}
 * @param sql the text after FROM
 * @param columns its columns, in order, under distinct names
 */
record Relation(String name, String sql, List<SqlColumn> columns) {
  private static final int NAMES_SHOWN = 12;

  Relation {
    columns = List.copyOf(columns);
    requireDistinct(name, columns.stream().map(SqlColumn::name).toList());
  }

  /**
   * DuckDB treats names that differ only in letter case as one name and silently renames the
   * second.
   */
  static void requireDistinct(String name, List<String> columns) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Integer before = seen.put(columns.get(i).toLowerCase(Locale.ROOT), i);
      if (before != null) {
        throw new IllegalArgumentException(
            "%s must have distinct column names (upper and lower case alike), got '%s' as column %d and '%s' as column %d"
                .formatted(name, columns.get(before), before + 1, columns.get(i), i + 1));
      }
    }
  }

  SqlColumn column(String wanted) {
    return columns.stream()
        .filter(c -> c.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(missing(wanted)));
  }

  private String missing(String wanted) {
    List<String> names = columns.stream().map(SqlColumn::name).toList();
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)));
    String more = names.size() > NAMES_SHOWN ? ", ... (" + names.size() + " in all)" : "";
    String hint = NearestName.of(wanted, names).map(n -> "; did you mean '" + n + "'?").orElse("");
    return "column '%s' must be in %s, got columns %s%s%s"
        .formatted(wanted, name, shown, more, hint);
  }
}

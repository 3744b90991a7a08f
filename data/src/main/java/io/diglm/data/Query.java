package io.diglm.data;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of a query of the user. */
record Query(String sql) implements Origin {
  Query {
    sql = sql.strip();
    while (sql.endsWith(";")) {
      sql = sql.substring(0, sql.length() - 1).strip();
    }
    if (sql.isEmpty()) {
      throw new IllegalArgumentException("query must be a SELECT, got an empty text");
    }
  }

  @Override
  public String name() {
    return "query";
  }

  @Override
  public String source() {
    return "query";
  }

  @Override
  public List<Relation> relations(DuckDb db, Reach reach) {
    try {
      ReadQuery.of(db, sql);
      List<SqlColumn> columns = db.columns(sql);
      // The line break ends a comment at the end of the query.
      return List.of(new Relation(name(), "(" + sql + "\n)", columns));
    } catch (SQLException e) {
      throw Failures.of(this, e);
    }
  }

  @Override
  public List<Path> files(DuckDb db, Reach reach) {
    try {
      List<Path> files = new ArrayList<>();
      for (String text : ReadQuery.of(db, sql).texts()) {
        if (!Reach.isAddress(text)) {
          files.addAll(TableFiles.named(db, text));
        }
      }
      return files;
    } catch (SQLException e) {
      throw Failures.of(this, e);
    }
  }
}

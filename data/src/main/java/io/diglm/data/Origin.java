package io.diglm.data;

import java.nio.file.Path;
import java.util.List;

/** Where rows come from. */
sealed interface Origin permits TableFiles, Query {
  /** Returns what error messages call it. */
  String name();

  /** Returns what a {@link io.diglm.schema.Table} of its rows is called. */
  String source();

  /** Returns a message of DuckDB's with the names that the user knows. */
  default String told(String message) {
    return message;
  }

  /** Returns one relation per file, in the order of the rows. */
  List<Relation> relations(DuckDb db, Reach reach);

  /** Returns the files that it reads, as far as their names are said. */
  List<Path> files(DuckDb db, Reach reach);
}

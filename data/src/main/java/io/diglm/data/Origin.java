package io.diglm.data;

import java.nio.file.Path;
import java.util.List;

/** The origin of rows. */
sealed interface Origin permits TableFiles, Query {
  /** Returns what error messages call it. */
  String name();

  /** Returns the name of a {@link io.diglm.schema.Table} of its rows. */
  String source();

  /** Returns a message of DuckDB with the names that the user knows. */
  default String told(String message) {
    return message;
  }

  /** Returns one relation per file, in the order of the rows. */
  List<Relation> relations(DuckDb db, Reach reach);

  /** Returns the files that it reads, as far as their names are known. */
  List<Path> files(DuckDb db, Reach reach);
}

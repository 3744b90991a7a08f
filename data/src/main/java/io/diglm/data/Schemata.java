package io.diglm.data;

import java.util.List;

/**
 * An origin and its columns. The columns are determined once; for a text file this reads the whole
 * file.
 */
final class Schemata {
  private final Origin origin;
  private List<Relation> known = List.of();

  Schemata(Origin origin) {
    this.origin = origin;
  }

  Origin origin() {
    return origin;
  }

  synchronized List<Relation> relations(DuckDb db, Reach reach) {
    if (known.isEmpty()) {
      known = origin.relations(db, reach);
    }
    return known;
  }
}

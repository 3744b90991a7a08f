package io.diglm.data;

import java.util.List;

/**
 * An origin and what is known of its columns, found out once: for a text file by reading it all.
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

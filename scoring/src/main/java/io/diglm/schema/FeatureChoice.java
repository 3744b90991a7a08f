package io.diglm.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns to learn from, and what is known of them before their values are seen.
 *
 * @param names of the columns
 * @param codes whether whole numbers with few, repeated values are levels; if empty, those are
 *     levels of which the target is no simple function, which takes a target
 * @param named whether the user named the columns one by one instead of taking all
 */
public record FeatureChoice(List<String> names, Optional<Boolean> codes, boolean named) {
  /** Requires a column, and each once. */
  public FeatureChoice {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("features must name a column, got none");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "features must be named once each, got '%s' twice".formatted(name));
      }
    }
  }
}

package io.diglm.schema;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a user probably meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * {@return the candidate with the smallest edit distance from {@code name}, ignoring case, if it
   * differs in at most a third of its letters (two for a short name)}
   *
   * <p>Insertions, deletions, substitutions and swaps of neighbours count as one each (Damerau
   * 1964).
   *
   * @param name that was not found
   * @param candidates names that exist
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    Optional<String> nearest = Optional.empty();
    int best = Math.max(2, name.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(lower(name), lower(candidate));
      if (distance < best && distance < Math.max(name.length(), candidate.length())) {
        best = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  static int distance(String a, String b) {
    // Rows i - 2, i - 1 and i of the table of distances, in turn.
    int[][] rows = new int[3][b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      rows[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      rows[i % 3][0] = i;
      for (int j = 1; j <= b.length(); j++) {
        rows[i % 3][j] = step(a, b, i, j, rows);
      }
    }
    return rows[a.length() % 3][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] rows) {
    int[] above = rows[(i - 1) % 3];
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = Math.min(Math.min(rows[i % 3][j - 1], above[j]) + 1, above[j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, rows[(i - 2) % 3][j - 2] + 1) : best;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

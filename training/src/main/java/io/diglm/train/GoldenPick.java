package io.diglm.train;

import io.diglm.schema.Cells;
import io.diglm.schema.Feature;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Picks the rows that a model is held to: validation rows, the least dense training row, and
 * training rows with levels that none of the others has.
 */
final class GoldenPick {
  private static final int VALIDATION = 2;
  private static final int MOST = 6;

  /** Training rows that are looked at for levels. */
  private static final int SEARCHED = 5000;

  private GoldenPick() {}

  /**
   * Returns their indices.
   *
   * @param logDensity of the training rows, in their order; of fewer, none is the least dense
   */
  static int[] of(Table table, Schema schema, RowSplit rows, double[] logDensity) {
    Set<Integer> picked = new LinkedHashSet<>();
    Arrays.stream(rows.validation()).limit(VALIDATION).forEach(picked::add);
    if (logDensity.length == rows.train().length && logDensity.length > 0) {
      int least = 0;
      for (int i = 1; i < logDensity.length; i++) {
        least = logDensity[i] < logDensity[least] ? i : least;
      }
      picked.add(rows.train()[least]);
    }
    List<Cells.Texts> texts =
        schema.features().stream()
            .map(Feature::name)
            .map(name -> table.column(name).cells())
            .filter(Cells.Texts.class::isInstance)
            .map(Cells.Texts.class::cast)
            .toList();
    List<Set<Integer>> seen =
        IntStream.range(0, texts.size()).<Set<Integer>>mapToObj(c -> new HashSet<>()).toList();
    picked.forEach(row -> note(texts, seen, row));
    for (int i = 0; i < Math.min(SEARCHED, rows.train().length) && picked.size() < MOST; i++) {
      if (note(texts, seen, rows.train()[i])) {
        picked.add(rows.train()[i]);
      }
    }
    return picked.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Notes the levels of a row; returns whether one was new. */
  private static boolean note(List<Cells.Texts> texts, List<Set<Integer>> seen, int row) {
    boolean news = false;
    for (int c = 0; c < texts.size(); c++) {
      news |= seen.get(c).add(texts.get(c).codes()[row]);
    }
    return news;
  }
}

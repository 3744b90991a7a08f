package io.diglm.schema;

import java.util.List;
import java.util.TreeMap;

/** Collects problems, one per row. A graver problem hides the others. */
final class RowProblems {
  private final TreeMap<Integer, RowProblem> byRow = new TreeMap<>();

  void add(int row, RowProblem.Kind kind, String text) {
    byRow.merge(row, new RowProblem(row, kind, text), RowProblems::both);
  }

  /** Returns the problems by ascending row. */
  List<RowProblem> list() {
    return List.copyOf(byRow.values());
  }

  private static RowProblem both(RowProblem first, RowProblem second) {
    if (first.kind() != second.kind()) {
      return first.kind().compareTo(second.kind()) > 0 ? first : second;
    }
    return new RowProblem(first.row(), first.kind(), first.text() + "; " + second.text());
  }
}

package io.diglm.schema;

import java.util.Arrays;
import java.util.List;

/**
 * The target column.
 *
 * @param name its column
 * @param type the storage type of its cells
 * @param classes the class labels in order; empty for a numeric target
 */
public record Target(String name, StorageType type, List<String> classes) {
  private static final int CLASSES_SHOWN = 10;

  public Target {
    classes = List.copyOf(classes);
  }

  /** {@return whether the target is a class} */
  public boolean categorical() {
    return !classes.isEmpty();
  }

  /**
   * Requires that the target is a number.
   *
   * @param what is asked of it, such as {@code quantiles}
   * @throws IllegalArgumentException if it is a class
   */
  public void requireNumber(String what) {
    if (categorical()) {
      throw new IllegalArgumentException(
          "%s must be of a number, got target '%s' of %d classes (it is answered by a class and probabilities)"
              .formatted(what, name, classes.size()));
    }
  }

  /**
   * Reads the target of every row. Cells that cannot have occurred in training become problems of
   * their rows and count as missing.
   *
   * @param table rows, with the column of the target
   * @return the values, and what was wrong with cells
   * @throws IllegalArgumentException if the table lacks the column
   */
  public TargetValues read(Table table) {
    TableColumn column = table.column(name);
    RowProblems problems = new RowProblems();
    double[] values =
        categorical()
            ? readClasses(column, problems)
            : new NumberReader(name, type, problems).read(column, table.source());
    return new TargetValues(values, problems.list());
  }

  private double[] readClasses(TableColumn column, RowProblems problems) {
    Cells.Texts texts = CellText.texts(column);
    int[] classOf = new LevelIndex(classes).find(texts, column.type());
    double[] values = new double[texts.size()];
    Arrays.fill(values, Double.NaN);
    for (int row = 0; row < values.length; row++) {
      int code = texts.codes()[row];
      if (code >= 0 && classOf[code] >= 0) {
        values[row] = classOf[code];
      } else if (code >= 0) {
        problems.add(row, RowProblem.Kind.ERROR, unknown(texts.levels().get(code)));
      }
    }
    return values;
  }

  private String unknown(String text) {
    int shown = Math.min(classes.size(), CLASSES_SHOWN);
    String more = shown < classes.size() ? ", ... (" + classes.size() + " in all)" : "";
    return "target '%s' must be one of %s%s, got '%s'"
        .formatted(name, String.join(", ", classes.subList(0, shown)), more, ShownText.of(text));
  }
}

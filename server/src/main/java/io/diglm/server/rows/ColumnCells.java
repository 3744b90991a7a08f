package io.diglm.server.rows;

import io.diglm.schema.Cells;
import io.diglm.schema.Input;
import io.diglm.schema.StorageType;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The cells of a column as they arrive, before it is known whether all are numbers. */
final class ColumnCells {
  private enum Kind {
    MISSING,
    NUMBER,
    TRUTH,
    TEXT
  }

  /** A whole number that a double may not hold: above 2^53, which has 16 digits. */
  private static final Pattern WIDE = Pattern.compile("-?\\d{16,}");

  private final String name;
  private final StorageType type;
  private final boolean copied;
  private final List<Kind> kinds = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  private ColumnCells(String name, StorageType type, boolean copied) {
    this.name = name;
    this.type = type;
    this.copied = copied;
  }

  /** Returns an empty column that the model reads. */
  static ColumnCells of(Input input) {
    return new ColumnCells(input.name(), input.type(), false);
  }

  /** Returns an empty column that is only given back, with all digits of its numbers. */
  static ColumnCells copied(String name) {
    return new ColumnCells(name, StorageType.TEXT, true);
  }

  String name() {
    return name;
  }

  StorageType type() {
    return type;
  }

  /** Returns the texts among the cells. */
  List<String> given() {
    return IntStream.range(0, texts.size())
        .filter(row -> kinds.get(row) == Kind.TEXT)
        .mapToObj(texts::get)
        .toList();
  }

  /** Writes all texts in another way. */
  void rewrite(UnaryOperator<String> how) {
    for (int row = 0; row < texts.size(); row++) {
      if (kinds.get(row) == Kind.TEXT) {
        texts.set(row, how.apply(texts.get(row)));
      }
    }
  }

  /** A number as it was written. */
  void number(String text) {
    add(Kind.NUMBER, text);
  }

  void truth(boolean truth) {
    add(Kind.TRUTH, Boolean.toString(truth));
  }

  /** A text; an empty one is missing. */
  void text(String text) {
    add(text.isEmpty() ? Kind.MISSING : Kind.TEXT, text);
  }

  void missing() {
    add(Kind.MISSING, "");
  }

  private void add(Kind kind, String text) {
    kinds.add(kind);
    texts.add(text);
  }

  /** Fills a row that has no cell yet. */
  void fill(int rows) {
    if (kinds.size() < rows) {
      missing();
    }
  }

  /** Returns whether the current row already has its cell. */
  boolean has(int rows) {
    return kinds.size() == rows;
  }

  /**
   * Numbers among texts keep their text. Truth values are numbers only if all cells are truth
   * values.
   */
  TableColumn column() {
    boolean time =
        switch (type) {
          case DATE, TIME, TIMESTAMP -> true;
          case INTEGER, DECIMAL, BOOLEAN, TEXT -> false;
        };
    boolean numbers = kinds.contains(Kind.NUMBER);
    boolean truths = kinds.contains(Kind.TRUTH);
    boolean texted = kinds.contains(Kind.TEXT) || (numbers && truths);
    boolean wide = copied && texts.stream().anyMatch(text -> WIDE.matcher(text).matches());
    if (time || texted || wide || (!numbers && !truths)) {
      return new TableColumn(name, StorageType.TEXT, Cells.Texts.of(texts));
    }
    double[] values = new double[texts.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] =
          switch (kinds.get(row)) {
            case NUMBER -> Double.parseDouble(texts.get(row));
            case TRUTH -> texts.get(row).equals("true") ? 1 : 0;
            case MISSING, TEXT -> Double.NaN;
          };
    }
    StorageType stored = truths ? StorageType.BOOLEAN : StorageType.DECIMAL;
    return new TableColumn(name, stored, new Cells.Numbers(values));
  }
}

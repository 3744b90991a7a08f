package io.diglm.schema;

/**
 * The reason why one row cannot be used as it is. It does not affect the other rows of its table.
 *
 * @param row counted from 0
 * @param kind the consequence for the row
 * @param text one line for the user; several reasons are separated by semicolons
 */
public record RowProblem(int row, Kind kind, String text) {
  /** {@return whether log p(x) of the row is meaningful} */
  public boolean hasDensity() {
    return kind == Kind.UNSEEN;
  }

  /** The consequence for the row, the gravest last. */
  public enum Kind {
    /** The row holds a value unlike any training row, so it is rejected. It still has a density. */
    UNSEEN,
    /** The row lacks a value that no training row lacked, so it is rejected. It has no density. */
    REJECT,
    /** The row cannot be read, so it has no prediction. */
    ERROR
  }
}

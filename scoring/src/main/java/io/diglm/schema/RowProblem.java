package io.diglm.schema;

/**
 * Why one row cannot be taken as it is; the other rows of its table can.
 *
 * @param row counted from 0
 * @param kind what follows for the row
 * @param text one line for the user; several reasons stand in it separated by semicolons
 */
public record RowProblem(int row, Kind kind, String text) {
  /** Returns whether log p(x) of the row means something. */
  public boolean hasDensity() {
    return kind == Kind.UNSEEN;
  }

  /** What follows for the row, the gravest last. */
  public enum Kind {
    /** The row holds what no training row held: reject it. It has a density all the same. */
    UNSEEN,
    /** The row lacks what no training row lacked: reject it. It has no density. */
    REJECT,
    /** The row cannot be read: there is no prediction for it. */
    ERROR
  }
}

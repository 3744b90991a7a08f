package io.diglm.schema;

/**
 * Why one row cannot be taken as it is; the other rows of its table can.
 *
 * @param row counted from 0
 * @param kind what follows for the row
 * @param text one line for the user; several reasons stand in it separated by semicolons
 */
public record RowProblem(int row, Kind kind, String text) {
  /** What follows for the row. */
  public enum Kind {
    /** The row can be read but is unlike all training rows: reject it. */
    REJECT,
    /** The row cannot be read: there is no prediction for it. */
    ERROR
  }
}

package io.diglm.model;

/**
 * The properties of targets that families need.
 *
 * @param classes how many; 0 where they are numbers
 * @param whole whether all are whole numbers
 * @param least the least of them
 */
public record TargetKind(int classes, boolean whole, double least) {
  /** Returns whether they are numbers. */
  public boolean numbers() {
    return classes == 0;
  }
}

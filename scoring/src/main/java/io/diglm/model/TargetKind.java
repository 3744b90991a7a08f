package io.diglm.model;

/**
 * The properties of targets that families need.
 *
 * @param classes how many; 0 where they are numbers
 * @param whole whether all are whole numbers
 * @param least the least of them
 * @param most the greatest of them
 */
public record TargetKind(int classes, boolean whole, double least, double most) {
  /**
   * Targets of which the greatest does not matter.
   *
   * @param classes number of classes, 0 for numbers
   * @param whole whether all targets are whole numbers
   * @param least the least target
   */
  public TargetKind(int classes, boolean whole, double least) {
    this(classes, whole, least, Double.MAX_VALUE);
  }

  /** {@return whether they are numbers} */
  public boolean numbers() {
    return classes == 0;
  }
}

package io.diglm.report;

/**
 * One number to judge the fit by, with the same number for a model without inputs.
 *
 * @param name of the measure
 * @param unit such as {@code nats}, {@code %} or the unit of the target; empty for a plain number
 * @param value of the model
 * @param baseline the value of the constant model; NaN if there is none
 * @param better in which direction
 * @param meaning one plain sentence on how to read it
 */
public record KeyFigure(
    String name, String unit, double value, double baseline, Better better, String meaning) {

  /** Which direction is better. */
  public enum Better {
    /** A smaller value is better. */
    LOWER,
    /** A larger value is better. */
    HIGHER,
    /** The value is a fact, neither good nor bad. */
    NEITHER
  }
}

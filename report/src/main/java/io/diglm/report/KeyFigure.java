package io.diglm.report;

/**
 * One number to judge the fit by, beside the same number of a model without inputs.
 *
 * @param unit such as {@code nats}, {@code %} or the target's unit; empty for a plain number
 * @param baseline the constant model's value; NaN where there is none
 * @param meaning one plain sentence on how to read it
 */
public record KeyFigure(
    String name, String unit, double value, double baseline, Better better, String meaning) {

  /** Which direction is the better one. */
  public enum Better {
    LOWER,
    HIGHER,
    NEITHER
  }
}

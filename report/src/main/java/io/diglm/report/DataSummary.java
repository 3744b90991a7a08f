package io.diglm.report;

/**
 * What was fitted, on which rows.
 *
 * @param source the table, as the user named it
 * @param target its name; p(x) of a model without one
 * @param unit the target's unit, such as {@code minutes}; empty where it is not known
 * @param family the family of p(y|x), in the user's words
 * @param features how many columns are learned from
 * @param dropped rows left out of every part
 * @param unlabelled training rows without a target, used for p(x) alone
 */
public record DataSummary(
    String source,
    String target,
    String unit,
    String family,
    int features,
    long train,
    long validation,
    long test,
    long dropped,
    long unlabelled) {

  /** The target with its unit, as an axis calls it. */
  String targetWithUnit() {
    return unit.isEmpty() ? target : target + ", " + unit;
  }
}

package io.diglm.report;

/**
 * The data of a fit: the table, the target and the rows.
 *
 * @param source the table, as the user named it
 * @param target the name of the target; {@code p(x)} for a model without a target
 * @param unit the unit of the target, such as {@code minutes}; empty if unknown
 * @param family the family of p(y|x), in words
 * @param features the number of columns that the model learns from
 * @param train number of training rows
 * @param validation number of validation rows
 * @param test number of test rows
 * @param dropped rows that no part includes
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

  /** {@return the target with its unit, as the title of an axis} */
  public String targetWithUnit() {
    return unit.isEmpty() ? target : target + ", " + unit;
  }
}

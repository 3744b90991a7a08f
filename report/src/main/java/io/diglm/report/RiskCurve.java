package io.diglm.report;

/**
 * The error over the kept rows as a function of the share of rows kept (Geifman and El-Yaniv 2017).
 *
 * @param order the score that decides which rows are left out first, such as {@code log p(x)}
 * @param coverage share of rows kept, ascending, in (0, 1]
 * @param risk the error over those rows
 * @param riskName what the error is, with its unit
 * @param aurc area under the curve
 */
public record RiskCurve(
    String order, double[] coverage, double[] risk, String riskName, double aurc) {

  public RiskCurve {
    if (risk.length != coverage.length) {
      throw new IllegalArgumentException(
          "risk must have one value for each of the %d coverages, got %d"
              .formatted(coverage.length, risk.length));
    }
  }
}

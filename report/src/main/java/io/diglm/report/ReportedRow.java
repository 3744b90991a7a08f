package io.diglm.report;

import io.diglm.markup.Numbers;

/**
 * One row that is worth a look.
 *
 * @param row its number in the source, counted from 1
 * @param actual the target; empty if there is none
 * @param predicted the answer
 * @param interval 90 % interval of a number, probability of a class
 * @param logDensity log p(x), in nats
 * @param reason why it is shown, such as {@code distance 4983: -6.1 nats (a similar, typical row:
 *     1020)}
 */
public record ReportedRow(
    long row, String actual, String predicted, String interval, double logDensity, String reason) {

  /**
   * {@return a row with a numeric target, whose central 90 % interval is from {@code low} to {@code
   * high}}
   *
   * @param row its number in the source, counted from 1
   * @param actual the target
   * @param predicted the mean
   * @param low the 5 % quantile
   * @param high the 95 % quantile
   * @param logDensity log p(x) in nats
   * @param reason why it is shown
   */
  public static ReportedRow numeric(
      long row,
      double actual,
      double predicted,
      double low,
      double high,
      double logDensity,
      String reason) {
    String interval = Numbers.of(low) + " to " + Numbers.of(high);
    return new ReportedRow(
        row, Numbers.of(actual), Numbers.of(predicted), interval, logDensity, reason);
  }

  /**
   * {@return a row with p(x) only}
   *
   * @param row its number in the source, counted from 1
   * @param logDensity log p(x) in nats
   * @param reason why it is shown
   */
  public static ReportedRow density(long row, double logDensity, String reason) {
    return new ReportedRow(row, "", "", "", logDensity, reason);
  }

  /**
   * {@return a row with a class as target} Its interval column shows p(predicted|x).
   *
   * @param row its number in the source, counted from 1
   * @param actual the class
   * @param predicted the most probable class
   * @param probability of the predicted class
   * @param logDensity log p(x) in nats
   * @param reason why it is shown
   */
  public static ReportedRow ofClass(
      long row,
      String actual,
      String predicted,
      double probability,
      double logDensity,
      String reason) {
    String stated = Numbers.of(probability);
    return new ReportedRow(row, actual, predicted, stated, logDensity, reason);
  }
}

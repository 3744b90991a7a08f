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
   * {@return an interval in words}
   *
   * @param low its lower end, such as the 5 % quantile
   * @param high its upper end
   */
  public static String interval(double low, double high) {
    return Numbers.of(low) + " to " + Numbers.of(high);
  }

  /**
   * {@return a row with a numeric target}
   *
   * @param row its number in the source, counted from 1
   * @param actual the target
   * @param predicted the mean
   * @param interval in words
   * @param logDensity log p(x) in nats
   * @param reason why it is shown
   */
  public static ReportedRow numeric(
      long row,
      double actual,
      double predicted,
      String interval,
      double logDensity,
      String reason) {
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

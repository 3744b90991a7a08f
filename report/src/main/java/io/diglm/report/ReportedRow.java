package io.diglm.report;

/**
 * One row worth looking at.
 *
 * @param row its number in the source, counted from 1
 * @param logDensity log p(x), in nats
 * @param reason why it is shown, such as {@code distance 4983: -6.1 nats (a similar, typical row:
 *     1020)}
 */
public record ReportedRow(
    long row, String actual, String predicted, String interval, double logDensity, String reason) {

  /** A row of a numeric target, its central 90 % interval from {@code low} to {@code high}. */
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

  /** A row of which only p(x) is told. */
  public static ReportedRow density(long row, double logDensity, String reason) {
    return new ReportedRow(row, "", "", "", logDensity, reason);
  }

  /** A row of a class target; its interval column tells p(predicted|x). */
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

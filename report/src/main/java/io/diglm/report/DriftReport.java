package io.diglm.report;

import io.diglm.drift.ColumnHistogram;
import java.util.List;
import java.util.Optional;

/**
 * The report on whether rows come from the distribution of a model's training rows.
 *
 * @param source the rows
 * @param verdict the verdict in a sentence
 * @param pValues for each part of (0, 1), the number of rows whose p-value of novelty lies in it,
 *     relative to the expected number; all about 1 without drift
 * @param scores how much more novel the rows are than validation rows, by score, by score
 * @param columns how each column differs; empty for images
 * @param along the drift over time, if there is a time column
 * @param provenance how the page was made
 */
public record DriftReport(
    String source,
    String verdict,
    double[] pValues,
    List<Shift> scores,
    List<Shift> columns,
    Optional<Periods> along,
    List<Fact> provenance) {

  public DriftReport {
    scores = List.copyOf(scores);
    columns = List.copyOf(columns);
    provenance = List.copyOf(provenance);
  }

  /**
   * The shift of one score or column.
   *
   * @param name of the score or column
   * @param words what differs most
   * @param size of the difference
   * @param pValue its p-value
   * @param logE log of the e-value, in nats
   * @param histogram the values of a column beside those of training; none for a score
   */
  public record Shift(
      String name,
      String words,
      double size,
      double pValue,
      double logE,
      Optional<ColumnHistogram> histogram) {}

  /**
   * The effect over time.
   *
   * @param column the column with the time
   * @param labels of the periods, in order
   * @param effect the effect of each period
   */
  public record Periods(String column, List<String> labels, double[] effect) {}
}

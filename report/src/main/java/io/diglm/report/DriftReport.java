package io.diglm.report;

import io.diglm.drift.ColumnHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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
  public record Periods(String column, List<String> labels, double[] effect) {
    Figure figure() {
      double[] x = IntStream.rangeClosed(1, effect.length).asDoubleStream().toArray();
      return new Figure(
          "Effect by period",
          "How much more novel the rows of each period are than validation rows.",
          Axis.whole("number of the period", new Range(1, Math.max(2, effect.length))),
          new Axis("effect", new Range(-1, 1)),
          List.of(
              Layer.rule("no difference", 1, 0, Math.max(2, effect.length), 0),
              new Layer("these rows", Ink.FIRST, Layer.Mark.LINE_AND_POINTS, x, effect)));
    }
  }

  String page() {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new ShiftSection(
            "novelty",
            "Novelty of the rows",
            "Effect: the probability that a row is more novel than a validation row, minus the"
                + " probability that it is less novel. Without drift, the p-values of novelty are"
                + " spread evenly: the line is at 1. E is the value of a stake of 1 after betting on"
                + " every row that it is more novel. Without drift, E reaches 100 or more with a"
                + " probability of at most .01, whenever one looks. Rows that are sorted raise E too.",
            List.of(spread()),
            List.of("score", "#effect", "#p", "#E"),
            scores));
    if (!columns.isEmpty()) {
      sections.add(
          new ShiftSection(
              "columns",
              "Columns, the most different first",
              "Distance: the largest difference between the distribution functions of the column here"
                  + " and in training. If there are many rows, every p-value is small: look at the"
                  + " distance. Bars: the share of the rows with each value, in training (grey) and"
                  + " here (blue). Point at a bar to read both.",
              List.of(),
              List.of("column", "values", "what differs most", "#distance", "#p", "#E"),
              columns));
    }
    along.ifPresent(periods -> sections.add(new PeriodsSection(periods)));
    sections.add(new ProvenanceSection(provenance));
    return new PageFrame("Drift of " + source, "diglm · drift", source, verdict).around(sections);
  }

  private Figure spread() {
    double[] x = new double[2 * pValues.length];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int edge = (i + 1) / 2;
      x[i] = (double) edge / pValues.length;
      y[i] = pValues[i / 2];
    }
    return new Figure(
        "P-values of novelty",
        "Rows by the p-value of their novelty, beside an even spread.",
        new Axis("p-value", new Range(0, 1)),
        new Axis("rows / expected", Range.of(y).and(0).and(2)),
        List.of(
            new Layer("these rows", Ink.FIRST, Layer.Mark.AREA, x, y),
            Layer.rule("no drift", 0, 1, 1, 1)));
  }
}

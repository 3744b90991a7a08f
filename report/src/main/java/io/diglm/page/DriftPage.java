package io.diglm.page;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.report.DriftReport;
import java.util.ArrayList;
import java.util.List;

/** The whole page about drift. */
final class DriftPage {
  private DriftPage() {}

  static String of(DriftReport report) {
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
            List.of(spread(report.pValues())),
            List.of("score", "#effect", "#p", "#E"),
            report.scores()));
    if (!report.columns().isEmpty()) {
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
              report.columns()));
    }
    report.along().ifPresent(periods -> sections.add(new PeriodsSection(periods)));
    sections.add(new ProvenanceSection(report.provenance()));
    return new PageFrame(
            "Drift of " + report.source(), "diglm · drift", report.source(), report.verdict())
        .around(sections);
  }

  private static Figure spread(double[] pValues) {
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

package io.diglm.page;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Histogram;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.markup.Numbers;
import io.diglm.report.ClassPredictions;
import io.diglm.report.NumericPredictions;
import io.diglm.report.Predictions;
import io.diglm.report.Reliability;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The section on calibration: whether stated probabilities are right. */
record CalibrationSection(Predictions predictions) implements Section {
  private static final int BINS = 20;
  private static final Range UNIT = new Range(0, 1);

  @Override
  public String id() {
    return "calibration";
  }

  @Override
  public String title() {
    return "Calibration";
  }

  @Override
  public boolean wide() {
    return false;
  }

  @Override
  public void write(Page page) {
    if (predictions instanceof NumericPredictions numeric) {
      pit(page, numeric.pit());
    } else if (predictions instanceof ClassPredictions classes) {
      reliability(page, classes.reliability());
    }
  }

  private static void pit(Page page, double[] pit) {
    if (Range.sortedFinite(pit).length == 0) {
      page.sentence("No rows were held out, so calibration was not measured.");
      return;
    }
    page.sentence(
        "Where each actual value fell in its own predicted distribution. Flat is calibrated; a"
            + " hill says the distributions are too wide, a valley too narrow, a slope that they"
            + " lean to one side. "
            + intervals(pit));
    Histogram histogram = Histogram.of(pit, UNIT, BINS);
    double top = Math.max(1.5, 1.1 * histogram.highest());
    Figure figure =
        new Figure(
            "Probability integral transform",
            "Histogram in %d bins; 1 everywhere is calibrated.".formatted(BINS),
            new Axis("F(y|x), share of the predicted distribution below y", UNIT),
            new Axis("density of rows", new Range(0, top)),
            List.of(
                histogram.outline("rows held out", Ink.FIRST),
                Layer.rule("calibrated", 0, 1, 1, 1)));
    page.figures(List.of(figure));
  }

  private static String intervals(double[] pit) {
    return "The central 90 %% interval holds %s of the actual values, the 50 %% interval %s."
        .formatted(Numbers.percent(within(pit, 0.9)), Numbers.percent(within(pit, 0.5)));
  }

  private static double within(double[] pit, double level) {
    double[] finite = Range.sortedFinite(pit);
    double inside = DoubleStream.of(finite).filter(u -> Math.abs(u - 0.5) <= level / 2).count();
    return inside / finite.length;
  }

  private static void reliability(Page page, Reliability reliability) {
    if (LongStream.of(reliability.rows()).sum() == 0) {
      page.sentence("No rows were held out, so calibration was not measured.");
      return;
    }
    page.sentence(
        "Rows grouped by the confidence they were predicted with. On the diagonal, a stated 80 %"
            + " is right 80 times in 100. Expected calibration error: "
            + Numbers.percent(reliability.ece())
            + ".");
    Figure figure =
        new Figure(
            "Reliability",
            "Accuracy over confidence; the diagonal is calibrated.",
            new Axis("stated confidence", UNIT),
            new Axis("share that was right", UNIT),
            List.of(bins(reliability), Layer.rule("calibrated", 0, 0, 1, 1)));
    page.figures(List.of(figure));
  }

  /** Empty bins are left out. */
  private static Layer bins(Reliability all) {
    int[] kept = IntStream.range(0, all.rows().length).filter(i -> all.rows()[i] > 0).toArray();
    double[] x = IntStream.of(kept).mapToDouble(i -> all.confidence()[i]).toArray();
    double[] y = IntStream.of(kept).mapToDouble(i -> all.accuracy()[i]).toArray();
    return new Layer("rows held out", Ink.FIRST, Layer.Mark.LINE_AND_POINTS, x, y);
  }
}

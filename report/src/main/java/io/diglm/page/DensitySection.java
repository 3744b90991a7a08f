package io.diglm.page;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Histogram;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.markup.Numbers;
import io.diglm.report.LogDensities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Overlaid histograms of log p(x) of training, validation and test rows: Nalisnick et al. (2019),
 * figure 3.
 */
record DensitySection(LogDensities densities) implements Section {
  private static final int FEWEST_BINS = 12;
  private static final int MOST_BINS = 60;

  @Override
  public String id() {
    return "density";
  }

  @Override
  public String title() {
    return "How ordinary the rows are";
  }

  @Override
  public boolean wide() {
    return false;
  }

  @Override
  public void write(Page page) {
    double[] all = Range.joined(densities.train(), densities.validation(), densities.test());
    if (Range.sortedFinite(all).length == 0) {
      page.sentence("No log p(x) was recorded.");
      return;
    }
    page.sentence(shift());
    Range range = new Axis("", Range.ofMost(all)).range();
    double tau = densities.threshold();
    if (tau < range.low() && tau > range.low() - range.width()) {
      range = range.and(tau).padded();
    }
    List<Layer> layers = layers(range);
    page.figures(List.of(figure(range, layers)));
    page.html().leaf("p", notes(range, all), "class", "note");
  }

  private String shift() {
    double train = mean(densities.train());
    double test = mean(densities.test());
    if (Double.isNaN(test) || Double.isNaN(train)) {
      return "Without a test set there is no shift to measure. Rows far to the left are unlike the"
          + " training rows.";
    }
    String means =
        "mean log p(x) is %s for test and %s for training rows"
            .formatted(Numbers.of(test), Numbers.of(train));
    double shift = test - train;
    if (Math.abs(shift) < 0.005) {
      return "Test rows are as ordinary as training rows: " + means + " (nats).";
    }
    return "The test rows lie %s nats to the %s of the training rows: %s. %s"
        .formatted(
            Numbers.of(Math.abs(shift)),
            shift < 0 ? "left" : "right",
            means,
            shift < 0
                ? "To the model they are less ordinary than what it learned from."
                : "To the model they are no stranger than what it learned from.");
  }

  private List<Layer> layers(Range range) {
    List<Layer> layers = new ArrayList<>();
    outline(layers, "training", Ink.FIRST, Layer.Mark.AREA, densities.train(), range);
    outline(layers, "test", Ink.SECOND, Layer.Mark.AREA, densities.test(), range);
    // If all is well, validation rows coincide with training rows. A dashed line leaves both
    // visible.
    outline(layers, "validation", Ink.THIRD, Layer.Mark.DASHED, densities.validation(), range);
    return layers;
  }

  private void outline(
      List<Layer> layers, String name, Ink ink, Layer.Mark mark, double[] values, Range range) {
    if (Range.sortedFinite(values).length > 0) {
      layers.add(Histogram.of(values, range, bins()).outline(name, ink, mark));
    }
  }

  /** Few bins for few rows, because more would show only noise. */
  private int bins() {
    int fewest =
        Stream.of(densities.train(), densities.validation(), densities.test())
            .mapToInt(values -> values.length)
            .filter(length -> length > 0)
            .min()
            .orElse(0);
    return (int) Math.max(FEWEST_BINS, Math.min(MOST_BINS, 4 * Math.cbrt(fewest)));
  }

  private Figure figure(Range range, List<Layer> outlines) {
    double top = outlines.stream().mapToDouble(layer -> Range.of(layer.y()).high()).max().orElse(1);
    List<Layer> layers = new ArrayList<>(outlines);
    double tau = densities.threshold();
    if (range.contains(tau)) {
      layers.add(Layer.rule("rejected left of τ = " + Numbers.of(tau), tau, 0, tau, top * 1.05));
    }
    return new Figure(
        "log p(x) by part",
        "Overlaid histograms of log p(x). " + shift(),
        new Axis("log p(x), nats", range),
        new Axis("share of rows a nat", new Range(0, top * 1.05)),
        layers);
  }

  private String notes(Range range, double[] all) {
    long outside = Histogram.of(all, range, FEWEST_BINS).outside();
    double tau = densities.threshold();
    StringBuilder notes = new StringBuilder();
    if (outside > 0) {
      double share = (double) outside / all.length;
      notes.append("%s of the rows lie outside the frame. ".formatted(Numbers.percent(share)));
    }
    if (Double.isNaN(tau)) {
      notes.append("No threshold is set: no row is rejected.");
    } else if (!range.contains(tau)) {
      notes.append("The threshold τ = %s lies outside the frame.".formatted(Numbers.of(tau)));
    }
    return notes.toString();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
  }
}

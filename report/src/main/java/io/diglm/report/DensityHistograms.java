package io.diglm.report;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Histogram;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.markup.Numbers;
import java.util.ArrayList;
import java.util.List;

/**
 * Overlaid histograms of log p(x) of several samples: Nalisnick et al. (2019), figures 3, 4 and 5.
 *
 * @param title of the figure
 * @param samples at most three
 * @param threshold tau; NaN if there is none
 */
public record DensityHistograms(String title, List<Sample> samples, double threshold) {
  private static final int BINS = 60;
  private static final Ink[] INKS = {Ink.FIRST, Ink.SECOND, Ink.THIRD};

  public DensityHistograms {
    samples = List.copyOf(samples);
  }

  /**
   * Some rows.
   *
   * @param name in the legend
   * @param logDensity in nats
   */
  public record Sample(String name, double[] logDensity) {}

  /** {@return the figure} */
  public Figure figure() {
    double[][] all = samples.stream().map(Sample::logDensity).toArray(double[][]::new);
    // Each sample has its own range, because the figure must show samples far from the first one.
    Range range = Range.ofMost(all[0]);
    for (double[] sample : all) {
      range = range.and(Range.ofMost(sample));
    }
    range = range.padded();
    List<Layer> layers = new ArrayList<>();
    double top = 0;
    for (int i = 0; i < all.length; i++) {
      Histogram histogram = Histogram.of(all[i], range, BINS);
      top = Math.max(top, 1.05 * histogram.highest());
      Layer.Mark mark = i == 2 ? Layer.Mark.DASHED : Layer.Mark.AREA;
      layers.add(histogram.outline(samples.get(i).name(), INKS[i % INKS.length], mark));
    }
    if (range.contains(threshold)) {
      String name = "τ = " + Numbers.of(threshold);
      layers.add(Layer.rule(name, threshold, 0, threshold, top));
    }
    return new Figure(
        title,
        "Overlaid histograms of log p(x).",
        new Axis("log p(x), nats", range),
        new Axis("share of images a nat", new Range(0, top)),
        layers);
  }
}

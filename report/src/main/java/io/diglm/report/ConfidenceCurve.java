package io.diglm.report;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Accuracy over the rows that are answered with at least a given confidence (Lakshminarayanan et
 * al. 2017; Nalisnick et al. 2019, figure 5c).
 *
 * @param name in the legend
 * @param threshold increasing, in 0 to 1
 * @param accuracy at each threshold; NaN if no row has this confidence
 * @param kept share of the rows at or above each threshold
 */
public record ConfidenceCurve(String name, double[] threshold, double[] accuracy, double[] kept) {
  private static final int POINTS = 100;
  private static final Ink[] INKS = {Ink.SECOND, Ink.FIRST, Ink.THIRD};

  /**
   * Measures the curve at the thresholds 0, .01, ..., .99.
   *
   * @param name in the legend
   * @param confidence probability of the answer (N)
   * @param right whether it was the actual class (N); rows of no known class count as wrong
   * @return the curve
   */
  public static ConfidenceCurve of(String name, double[] confidence, boolean[] right) {
    if (confidence.length != right.length) {
      throw new IllegalArgumentException(
          "confidences and answers must be equally many, got %d and %d"
              .formatted(confidence.length, right.length));
    }
    double[] threshold = new double[POINTS];
    double[] accuracy = new double[POINTS];
    double[] kept = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double least = (double) i / POINTS;
      int[] sure =
          IntStream.range(0, right.length).filter(row -> confidence[row] >= least).toArray();
      double hits = Arrays.stream(sure).filter(row -> right[row]).count();
      threshold[i] = least;
      accuracy[i] = sure.length == 0 ? Double.NaN : hits / sure.length;
      kept[i] = (double) sure.length / right.length;
    }
    return new ConfidenceCurve(name, threshold, accuracy, kept);
  }

  /**
   * {@return the figures of several curves: how accurate the answers are, and how many rows are
   * answered}
   *
   * @param curves with the same thresholds
   */
  public static List<Figure> figures(List<ConfidenceCurve> curves) {
    return List.of(
        figure(
            "Accuracy of the answers so sure",
            curves,
            new Axis("accuracy", new Range(0, 1.02)),
            ConfidenceCurve::accuracy),
        figure(
            "Share of the images answered so surely",
            curves,
            new Axis("share", new Range(0, 1.02)),
            ConfidenceCurve::kept));
  }

  private static Figure figure(
      String title, List<ConfidenceCurve> curves, Axis up, Function<ConfidenceCurve, double[]> y) {
    List<Layer> layers = new ArrayList<>();
    for (ConfidenceCurve curve : curves) {
      Ink ink = INKS[layers.size() % INKS.length];
      layers.add(new Layer(curve.name, ink, Layer.Mark.LINE, curve.threshold, y.apply(curve)));
    }
    return new Figure(
        title,
        "Curves over the least confidence.",
        new Axis("least confidence p(y|x)", new Range(0, 1)),
        up,
        layers);
  }
}

package io.diglm.chart;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One set of points of a chart, and how it is drawn.
 *
 * @param name in the legend
 * @param ink its colour
 * @param mark how the points are drawn
 * @param x of the points
 * @param y NaN leaves a gap
 */
public record Layer(String name, Ink ink, Mark mark, double[] x, double[] y) {

  /** How points are drawn. */
  public enum Mark {
    /** Joined by a line. */
    LINE,
    /** Joined by a dashed line. */
    DASHED,
    /** Joined by a line, with the space between the line and zero filled. */
    AREA,
    /** The corners of a filled polygon. */
    POLYGON,
    /** Dots. */
    POINTS,
    /** Points joined by a line. */
    LINE_AND_POINTS
  }

  /**
   * {@return a straight dashed line}
   *
   * @param name in the legend
   * @param x1 where it begins
   * @param y1 where it begins
   * @param x2 where it ends
   * @param y2 where it ends
   */
  public static Layer rule(String name, double x1, double y1, double x2, double y2) {
    return new Layer(name, Ink.MARK, Mark.DASHED, new double[] {x1, x2}, new double[] {y1, y2});
  }

  /**
   * {@return the space between two curves over the same x}
   *
   * @param name in the legend
   * @param ink its colour
   * @param x of the points
   * @param low the lower curve
   * @param high the upper curve
   */
  public static Layer band(String name, Ink ink, double[] x, double[] low, double[] high) {
    int n = x.length;
    double[] along = new double[2 * n];
    double[] bounds = new double[2 * n];
    for (int i = 0; i < n; i++) {
      along[i] = x[i];
      bounds[i] = low[i];
      along[2 * n - 1 - i] = x[i];
      bounds[2 * n - 1 - i] = high[i];
    }
    return new Layer(name, ink, Mark.POLYGON, along, bounds);
  }

  /**
   * {@return some of the points, picked evenly and including the last one}
   *
   * @param most about how many
   */
  public Layer thinned(int most) {
    int length = x.length;
    if (length <= most) {
      return this;
    }
    int[] kept =
        IntStream.range(0, most)
            .map(i -> (int) Math.round((double) i * (length - 1) / (most - 1)))
            .toArray();
    return new Layer(name, ink, mark, pick(x, kept), pick(y, kept));
  }

  /** Returns the points whose x is finite. A y that is not finite becomes a gap. */
  Layer drawable() {
    int[] kept = IntStream.range(0, x.length).filter(i -> Range.drawable(x[i])).toArray();
    double[] gaps = DoubleStream.of(y).map(v -> Range.drawable(v) ? v : Double.NaN).toArray();
    return new Layer(name, ink, mark, pick(x, kept), pick(gaps, kept));
  }

  private static double[] pick(double[] values, int[] kept) {
    return IntStream.of(kept).mapToDouble(i -> values[i]).toArray();
  }
}

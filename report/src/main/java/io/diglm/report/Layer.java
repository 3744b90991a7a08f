package io.diglm.report;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One set of points of a picture and how it is drawn.
 *
 * @param y NaN leaves a gap
 */
record Layer(String name, Ink ink, Mark mark, double[] x, double[] y) {

  enum Mark {
    LINE,
    DASHED,
    AREA,
    POINTS,
    /** Points joined by a line. */
    LINE_AND_POINTS
  }

  /** A straight dashed line. */
  static Layer rule(String name, double x1, double y1, double x2, double y2) {
    return new Layer(name, Ink.MARK, Mark.DASHED, new double[] {x1, x2}, new double[] {y1, y2});
  }

  /** About {@code most} of the points, evenly picked, the last one among them. */
  Layer thinned(int most) {
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

  /** The points whose x is finite; a y that is not becomes a gap. */
  Layer drawable() {
    int[] kept = IntStream.range(0, x.length).filter(i -> Range.drawable(x[i])).toArray();
    double[] gaps = DoubleStream.of(y).map(v -> Range.drawable(v) ? v : Double.NaN).toArray();
    return new Layer(name, ink, mark, pick(x, kept), pick(gaps, kept));
  }

  private static double[] pick(double[] values, int[] kept) {
    return IntStream.of(kept).mapToDouble(i -> values[i]).toArray();
  }
}

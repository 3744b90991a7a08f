package io.diglm.chart;

import java.util.Arrays;

/**
 * Values counted in bins of equal width. Values outside, and values that are not finite, are left
 * out.
 *
 * @param range that the bins divide
 * @param counts of each bin
 * @param total number of values, those outside included
 */
public record Histogram(Range range, long[] counts, long total) {

  /**
   * {@return the number of values in each of some bins of equal width}
   *
   * @param values to count; those outside the range are left out
   * @param range that the bins divide
   * @param bins how many
   */
  public static Histogram of(double[] values, Range range, int bins) {
    long[] counts = new long[bins];
    for (double value : values) {
      if (range.contains(value)) {
        int bin = (int) ((value - range.low()) / range.width() * bins);
        counts[Math.min(bin, bins - 1)]++;
      }
    }
    return new Histogram(range, counts, values.length);
  }

  /** {@return the number of values that are in no bin} */
  public long outside() {
    return total - Arrays.stream(counts).sum();
  }

  /**
   * Returns the height of a bin such that the area over all values, including those outside, is 1.
   */
  double density(int bin) {
    return total == 0 ? 0 : counts[bin] / (total * binWidth());
  }

  /** {@return the height of the highest bin} */
  public double highest() {
    return Arrays.stream(counts).max().orElse(0) / Math.max(1, total * binWidth());
  }

  /**
   * {@return the outline as an area, two points per bin}
   *
   * @param name in the legend
   * @param ink its colour
   */
  public Layer outline(String name, Ink ink) {
    return outline(name, ink, Layer.Mark.AREA);
  }

  /**
   * {@return the outline, two points per bin}
   *
   * @param name in the legend
   * @param ink its colour
   * @param mark line or area
   */
  public Layer outline(String name, Ink ink, Layer.Mark mark) {
    double[] x = new double[2 * counts.length + 2];
    double[] y = new double[x.length];
    for (int bin = 0; bin < counts.length; bin++) {
      x[2 * bin + 1] = edge(bin);
      x[2 * bin + 2] = edge(bin + 1);
      y[2 * bin + 1] = density(bin);
      y[2 * bin + 2] = density(bin);
    }
    x[0] = range.low();
    x[x.length - 1] = range.high();
    return new Layer(name, ink, mark, x, y);
  }

  /**
   * The last edge is exactly the end of the range. A rounded edge beyond it would turn the outline
   * back.
   */
  private double edge(int bin) {
    return bin == counts.length ? range.high() : range.low() + bin * binWidth();
  }

  private double binWidth() {
    return range.width() / counts.length;
  }
}

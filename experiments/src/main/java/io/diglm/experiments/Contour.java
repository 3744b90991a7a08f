package io.diglm.experiments;

import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The line on which a function over a grid has a given value, by linear interpolation on triangles.
 */
final class Contour {
  private final double[] x;
  private final double[] y;
  private final double[][] values;
  private final double level;
  private final List<Double> lineX = new ArrayList<>();
  private final List<Double> lineY = new ArrayList<>();

  private Contour(double[] x, double[] y, double[][] values, double level) {
    this.x = x;
    this.y = y;
    this.values = values;
    this.level = level;
  }

  /**
   * Draws the line.
   *
   * @param values by y, then by x
   */
  static Layer line(String name, Ink ink, double[] x, double[] y, double[][] values, double level) {
    Contour contour = new Contour(x, y, values, level);
    for (int row = 0; row + 1 < y.length; row++) {
      for (int column = 0; column + 1 < x.length; column++) {
        contour.triangle(row, column, row, column + 1, row + 1, column);
        contour.triangle(row + 1, column + 1, row, column + 1, row + 1, column);
      }
    }
    return new Layer(name, ink, Layer.Mark.LINE, array(contour.lineX), array(contour.lineY));
  }

  /** The line crosses two sides of a triangle, or none. */
  private void triangle(int r1, int c1, int r2, int c2, int r3, int c3) {
    int before = lineX.size();
    side(r1, c1, r2, c2);
    side(r2, c2, r3, c3);
    side(r3, c3, r1, c1);
    if (lineX.size() > before) {
      lineX.add(lineX.get(lineX.size() - 1));
      lineY.add(Double.NaN);
    }
  }

  private void side(int r1, int c1, int r2, int c2) {
    double from = values[r1][c1] - level;
    double to = values[r2][c2] - level;
    if ((from < 0) != (to < 0)) {
      double share = from / (from - to);
      lineX.add(x[c1] + share * (x[c2] - x[c1]));
      lineY.add(y[r1] + share * (y[r2] - y[r1]));
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}

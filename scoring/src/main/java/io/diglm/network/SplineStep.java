package io.diglm.network;

import io.diglm.model.FlowConfig;

/**
 * Rational-quadratic splines whose parameters a network of the other columns gives (Durkan et al.
 * 2019): monotone through K + 1 knots from (-B, -B) to (B, B), the identity beyond. Each number's
 * arithmetic is in double precision.
 *
 * @param sides which columns condition which
 * @param bins K
 */
record SplineStep(Sides sides, int bins, Network network) implements Step {
  private static final double SMALLEST_BIN = 1e-3;
  private static final double SMALLEST_SLOPE = 1e-3;

  /** softplus(raw + this) + SMALLEST_SLOPE is 1 at raw = 0. */
  private static final double UNIT_SLOPE = Math.log(Math.expm1(1 - SMALLEST_SLOPE));

  static SplineStep of(NamedWeights weights, String name, Sides sides, FlowConfig config) {
    int outputs = sides.transformed() * (3 * config.bins() - 1);
    return new SplineStep(
        sides, config.bins(), Network.of(weights, name, sides.conditioning(), outputs, config));
  }

  @Override
  public void forward(Tile tile, Kernels kernels) {
    float[] raw = network.apply(tile, sides.firstConditioning(), kernels);
    Bin bin = new Bin(raw, bins, tile.rows());
    for (int j = 0; j < sides.transformed(); j++) {
      int from = (sides.firstTransformed() + j) * tile.rows();
      for (int r = 0; r < tile.rows(); r++) {
        double x = tile.at()[from + r];
        if (Math.abs(x) < RowFlow.TAIL) {
          bin.find(j, r, x, 0);
          tile.at()[from + r] = (float) bin.forward(x);
          tile.logDet()[r] += bin.logSlope;
        } else if (Double.isNaN(x)) {
          tile.logDet()[r] = Double.NaN;
        }
      }
    }
  }

  @Override
  public void inverse(Tile tile, Kernels kernels) {
    float[] raw = network.apply(tile, sides.firstConditioning(), kernels);
    Bin bin = new Bin(raw, bins, tile.rows());
    for (int j = 0; j < sides.transformed(); j++) {
      int from = (sides.firstTransformed() + j) * tile.rows();
      for (int r = 0; r < tile.rows(); r++) {
        double y = tile.at()[from + r];
        if (Math.abs(y) < RowFlow.TAIL) {
          bin.find(j, r, y, 1);
          tile.at()[from + r] = (float) bin.inverse(y);
        }
      }
    }
  }

  @Override
  public int width() {
    return network.width();
  }

  /** The bin that a number falls into. */
  private static final class Bin {
    private final float[] raw;
    private final int bins;
    private final int rows;
    private final double[] shares;
    private final double[] left = new double[2];
    private final double[] size = new double[2];
    private double leftSlope;
    private double rightSlope;
    private double logSlope;

    Bin(float[] raw, int bins, int rows) {
      this.raw = raw;
      this.bins = bins;
      this.rows = rows;
      shares = new double[bins];
    }

    /** Finds the bin by x (coordinate 0) or by y (1) of column j of a row. */
    void find(int column, int row, double number, int coordinate) {
      int at = column * (3 * bins - 1);
      int found = search(at, row, number, coordinate);
      place(at, row, 1 - coordinate, found);
      leftSlope = found == 0 ? 1 : slope(at + 2 * bins + found - 1, row);
      rightSlope = found == bins - 1 ? 1 : slope(at + 2 * bins + found, row);
    }

    private int search(int at, int row, double number, int coordinate) {
      double sum = shares(at + coordinate * bins, row);
      double start = -RowFlow.TAIL;
      int i = 0;
      double width = width(i, sum);
      while (i < bins - 1 && number >= start + width) {
        start += width;
        width = width(++i, sum);
      }
      left[coordinate] = start;
      size[coordinate] = i == bins - 1 ? RowFlow.TAIL - start : width;
      return i;
    }

    /** Finds where a bin is along the other coordinate. */
    private void place(int at, int row, int coordinate, int bin) {
      double sum = shares(at + coordinate * bins, row);
      double start = -RowFlow.TAIL;
      for (int i = 0; i < bin; i++) {
        start += width(i, sum);
      }
      left[coordinate] = start;
      size[coordinate] = bin == bins - 1 ? RowFlow.TAIL - start : width(bin, sum);
    }

    /** Fills in the numerators of a softmax and returns its denominator. */
    private double shares(int at, int row) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < bins; i++) {
        most = Math.max(most, raw[(at + i) * rows + row]);
      }
      double sum = 0;
      for (int i = 0; i < bins; i++) {
        shares[i] = Math.exp(raw[(at + i) * rows + row] - most);
        sum += shares[i];
      }
      return sum;
    }

    private double width(int bin, double sum) {
      return 2 * RowFlow.TAIL * (SMALLEST_BIN + (1 - SMALLEST_BIN * bins) * shares[bin] / sum);
    }

    private double slope(int at, int row) {
      double shifted = raw[at * rows + row] + UNIT_SLOPE;
      return Math.max(shifted, 0) + Math.log1p(Math.exp(-Math.abs(shifted))) + SMALLEST_SLOPE;
    }

    double forward(double x) {
      double part = (x - left[0]) / size[0];
      double mixed = part * (1 - part);
      double rise = size[1] / size[0];
      double numerator = rise * part * part + leftSlope * mixed;
      double denominator = rise + (leftSlope + rightSlope - 2 * rise) * mixed;
      double top =
          rightSlope * part * part + 2 * rise * mixed + leftSlope * (1 - part) * (1 - part);
      logSlope = Math.log(top) + 2 * (Math.log(rise) - Math.log(denominator));
      return left[1] + size[1] * numerator / denominator;
    }

    double inverse(double y) {
      double up = y - left[1];
      double rise = size[1] / size[0];
      double bent = up * (leftSlope + rightSlope - 2 * rise);
      double a = size[1] * (rise - leftSlope) + bent;
      double b = size[1] * leftSlope - bent;
      double c = -rise * up;
      double root = Math.sqrt(Math.max(b * b - 4 * a * c, 0));
      return left[0] + size[0] * (2 * c / (-b - root));
    }
  }
}

package io.diglm.network;

/**
 * The bin of a monotone rational-quadratic spline that a number falls into (Durkan et al. 2019,
 * section 3.1), in double precision. With w and h the bin's width and height, d and e the slopes at
 * its ends, r = h / w, p the place in it in [0, 1] and m = p (1 - p),
 *
 * <p>y = y_left + h n / q, log dy/dx = log t + 2 log(r / q), where n = r p^2 + d m, q = r + (d + e
 * - 2 r) m and t = e p^2 + 2 r m + d (1 - p)^2.
 *
 * <p>A spline has 3 K - 1 raw parameters: K of the widths and K of the heights, whose softmax
 * shares out the length, and K - 1 of the inner slopes, whose softplus they are.
 */
final class SplineBin {
  private static final double SMALLEST_BIN = 1e-3;
  private static final double SMALLEST_SLOPE = 1e-3;

  /** softplus(raw + this) + SMALLEST_SLOPE is 1 at raw = 0. */
  private static final double UNIT_SLOPE = Math.log(Math.expm1(1 - SMALLEST_SLOPE));

  private final float[] raw;
  private final int bins;
  private final int stride;

  /** The numerators of both softmaxes, and their denominators. */
  private final double[][] shares;

  private final double[] sums = new double[2];

  private final double[] left = new double[2];
  private final double[] size = new double[2];
  private int found;
  private double leftSlope;
  private double rightSlope;
  private double logSlope;

  /**
   * Makes the reader of splines.
   *
   * @param raw parameters of splines, {@code stride} apart
   * @param bins K
   */
  SplineBin(float[] raw, int bins, int stride) {
    this.raw = raw;
    this.bins = bins;
    this.stride = stride;
    shares = new double[2][bins];
  }

  /** Returns how many raw parameters a spline has. */
  static int parameters(int bins) {
    return 3 * bins - 1;
  }

  /** Finds the bin by x (coordinate 0) or by y (1) of the spline whose parameters start here. */
  void find(int at, double number, int coordinate) {
    found = search(at, number, coordinate);
    place(at, 1 - coordinate);
    leftSlope = found == 0 ? 1 : slope(at, found - 1);
    rightSlope = found == bins - 1 ? 1 : slope(at, found);
  }

  private int search(int at, double number, int coordinate) {
    share(at, coordinate);
    double start = -RowFlow.TAIL;
    int i = 0;
    double width = width(coordinate, i);
    while (i < bins - 1 && number >= start + width) {
      start += width;
      width = width(coordinate, ++i);
    }
    left[coordinate] = start;
    size[coordinate] = i == bins - 1 ? RowFlow.TAIL - start : width;
    return i;
  }

  /** Finds the bin along the other coordinate. */
  private void place(int at, int coordinate) {
    share(at, coordinate);
    double start = -RowFlow.TAIL;
    for (int i = 0; i < found; i++) {
      start += width(coordinate, i);
    }
    left[coordinate] = start;
    size[coordinate] = found == bins - 1 ? RowFlow.TAIL - start : width(coordinate, found);
  }

  private void share(int at, int coordinate) {
    int from = at + coordinate * bins * stride;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < bins; i++) {
      most = Math.max(most, raw[from + i * stride]);
    }
    double sum = 0;
    for (int i = 0; i < bins; i++) {
      shares[coordinate][i] = Math.exp(raw[from + i * stride] - most);
      sum += shares[coordinate][i];
    }
    sums[coordinate] = sum;
  }

  private double width(int coordinate, int bin) {
    double share = shares[coordinate][bin] / sums[coordinate];
    return 2 * RowFlow.TAIL * (SMALLEST_BIN + (1 - SMALLEST_BIN * bins) * share);
  }

  private double shifted(int at, int inner) {
    return raw[at + (2 * bins + inner) * stride] + UNIT_SLOPE;
  }

  private double slope(int at, int inner) {
    double shifted = shifted(at, inner);
    return Math.max(shifted, 0) + Math.log1p(Math.exp(-Math.abs(shifted))) + SMALLEST_SLOPE;
  }

  /** Returns y of an x in the bin. */
  double forward(double x) {
    double part = (x - left[0]) / size[0];
    double mixed = part * (1 - part);
    double rise = size[1] / size[0];
    double numerator = rise * part * part + leftSlope * mixed;
    double denominator = rise + (leftSlope + rightSlope - 2 * rise) * mixed;
    double top = rightSlope * part * part + 2 * rise * mixed + leftSlope * (1 - part) * (1 - part);
    logSlope = Math.log(top) + 2 * (Math.log(rise) - Math.log(denominator));
    return left[1] + size[1] * numerator / denominator;
  }

  /** Returns log dy/dx of the last {@link #forward}. */
  double logSlope() {
    return logSlope;
  }

  /** Returns x of a y in the bin. */
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

  /**
   * Propagates gradients back from y and log dy/dx of an x in the bin.
   *
   * @param at the start of the parameters of the spline
   * @param byValue gradient g with respect to y
   * @param byLogSlope gradient l with respect to log dy/dx
   * @param gradients those with respect to the raw parameters, written starting at {@code to}
   * @return the gradient with respect to x
   */
  double backward(int at, double x, double byValue, double byLogSlope, float[] gradients, int to) {
    double w = size[0];
    double h = size[1];
    double p = (x - left[0]) / w;
    double rest = 1 - p;
    double m = p * rest;
    double r = h / w;
    double bend = leftSlope + rightSlope - 2 * r;
    double n = r * p * p + leftSlope * m;
    double q = r + bend * m;
    double t = rightSlope * p * p + 2 * r * m + leftSlope * rest * rest;
    double byTop = byLogSlope / t;
    double byN = byValue * h / q;
    double byQ = -(byN * n + 2 * byLogSlope) / q;
    double mixing = 1 - 2 * p;
    double byPart =
        byN * (2 * r * p + leftSlope * mixing)
            + byQ * bend * mixing
            + 2 * byTop * (rightSlope * p + r * mixing - leftSlope * rest);
    double byRise = byN * p * p + byQ * (1 - 2 * m) + 2 * byTop * m + 2 * byLogSlope / r;
    double byNumber = byPart / w;
    spread(0, -byNumber, -(byNumber * p + byRise * r / w), gradients, to);
    spread(1, byValue, byValue * n / q + byRise / w, gradients, to + bins);
    for (int i = 0; i < bins - 1; i++) {
      gradients[to + 2 * bins + i] = 0;
    }
    if (found > 0) {
      double byLeft = (byN + byQ) * m + byTop * rest * rest;
      gradients[to + 2 * bins + found - 1] = (float) (byLeft * rise(at, found - 1));
    }
    if (found < bins - 1) {
      gradients[to + 2 * bins + found] = (float) ((byQ * m + byTop * p * p) * rise(at, found));
    }
    return byNumber;
  }

  /** The slope of softplus. */
  private double rise(int at, int inner) {
    return 1 / (1 + Math.exp(-shifted(at, inner)));
  }

  /**
   * Computes the gradients with respect to the raw parameters of a softmax, given those with
   * respect to the start and the size of the bin.
   */
  private void spread(int coordinate, double byStart, double bySize, float[] gradients, int to) {
    double scale = 2 * RowFlow.TAIL * (1 - SMALLEST_BIN * bins) / sums[coordinate];
    double mean = 0;
    for (int i = 0; i < found; i++) {
      mean += byStart * shares[coordinate][i];
    }
    mean = (mean + bySize * shares[coordinate][found]) / sums[coordinate];
    for (int i = 0; i < bins; i++) {
      double own = i < found ? byStart : i == found ? bySize : 0;
      gradients[to + i] = (float) (scale * shares[coordinate][i] * (own - mean));
    }
  }
}

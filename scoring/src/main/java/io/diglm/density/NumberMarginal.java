package io.diglm.density;

import java.util.Arrays;

/**
 * The marginal distribution of one number: a histogram between two tails. It maps a cell to an
 * interval of the real line by the logit of the distribution function, v = log u - log(1 - u). If v
 * has a standard logistic distribution, the number has the distribution of the histogram.
 *
 * <p>Numbers are measured in ticks: (r - origin) / quantum on a grid, whose cell k is [k, k + 1),
 * and r itself without a grid. A tail of mass t falls like t (1 + distance / scale)^-4, so its
 * logarithm stays finite for every double.
 *
 * @param origin of the grid
 * @param quantum of the grid; 0 if every number is a point
 * @param edges of the bins in ticks (B + 1), increasing
 * @param masses of the bins (B), positive
 * @param tail mass beyond each end; the bins and both tails add up to 1
 * @param lower scale of the lower tail in ticks
 * @param upper scale of the upper tail in ticks
 */
record NumberMarginal(
    double origin,
    double quantum,
    double[] edges,
    double[] masses,
    double tail,
    double lower,
    double upper) {
  private static final double DECAY = 4;

  /** A smaller distance from a point of the grid is rounding. */
  private static final double ROUNDING = 1e-6;

  NumberMarginal {
    if (masses.length < 1 || edges.length != masses.length + 1) {
      throw new IllegalArgumentException(
          "bins must have an edge more than masses, got %d edges of %d masses"
              .formatted(edges.length, masses.length));
    }
    for (int b = 0; b < masses.length; b++) {
      if (!(edges[b] < edges[b + 1]) || !(masses[b] > 0) || !Double.isFinite(edges[b + 1])) {
        throw new IllegalArgumentException(
            "bins must be increasing and of positive mass, got %s to %s of %s"
                .formatted(edges[b], edges[b + 1], masses[b]));
      }
    }
    if (!(tail > 0) || !(lower > 0) || !(upper > 0)) {
      throw new IllegalArgumentException(
          "tails must be positive, got %s of scales %s and %s".formatted(tail, lower, upper));
    }
  }

  /**
   * An interval of the real line.
   *
   * @param middle of it
   * @param width of it; 0 for a point
   * @param logWidth log width; for a point, the log-slope of v
   * @param share u at its middle
   */
  record Place(double middle, double width, double logWidth, double share) {
    /**
     * Returns the log of the marginal probability of the cell; for a point, the log of its density.
     */
    double logMass() {
      double half = width / 2;
      double shrunk = width < 1e-4 ? 1 - half : -Math.expm1(-width) / width;
      return logWidth + Math.log(shrunk) - softplus(middle - half) - softplus(-middle - half);
    }

    private static double softplus(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
  }

  /** Returns the sum of the masses below each bin, including the lower tail (B). */
  double[] below() {
    double[] below = new double[masses.length];
    double sum = tail;
    for (int b = 0; b < below.length; b++) {
      below[b] = sum;
      sum += masses[b];
    }
    return below;
  }

  /** Returns the sum of the masses above each bin, including the upper tail (B). */
  double[] above() {
    double[] above = new double[masses.length];
    double sum = tail;
    for (int b = above.length - 1; b >= 0; b--) {
      above[b] = sum;
      sum += masses[b];
    }
    return above;
  }

  /** Returns the position of a number in ticks; on a grid, the tick at which its cell begins. */
  double ticks(double number) {
    // Adding 0 makes -0 a 0: a binary search would put it below an edge at 0.
    if (quantum == 0) {
      return number + 0.0;
    }
    double exact = (number - origin) / quantum;
    double whole = Math.rint(exact);
    return (Math.abs(exact - whole) <= ROUNDING ? whole : Math.floor(exact)) + 0.0;
  }

  /** Maps numbers to intervals, and keeps the sums for this. */
  Placing placing() {
    return new Placing(below(), above());
  }

  final class Placing {
    private final double[] below;
    private final double[] above;

    private Placing(double[] below, double[] above) {
      this.below = below;
      this.above = above;
    }

    /** Maps the cell of a number to an interval, or the number itself if it is a point. */
    Place of(double number) {
      double ticks = ticks(number);
      double first = edges[0];
      double last = edges[masses.length];
      if (ticks >= last) {
        return beyond((ticks - last) / upper, upper, 1);
      }
      // Below the first edge, the nearer end of a cell is its upper end, one tick later.
      return ticks < first
          ? beyond((first - ticks - (quantum > 0 ? 1 : 0)) / lower, lower, -1)
          : inside(ticks);
    }

    /**
     * Maps a point, or a cell whose nearer end lies this many scales beyond the last or first edge.
     */
    private Place beyond(double distance, double scale, int sign) {
      double far = Math.min(Double.MAX_VALUE, distance);
      double logRest = Math.log(tail) - DECAY * Math.log1p(far);
      double rest = Math.exp(logRest);
      double near = Math.log1p(-rest) - logRest;
      double logSlope = Math.log(DECAY / scale) - Math.log1p(far) - Math.log1p(-rest);
      double share = sign > 0 ? 1 - rest : rest;
      if (quantum == 0) {
        return new Place(sign * near, 0, logSlope, share);
      }
      double further = DECAY * Math.log1p(1 / scale / (1 + far));
      double left = rest * Math.exp(-further);
      double width = further + Math.log1p((rest - left) / (1 - rest));
      // So far outside, the width of a cell underflows, so the slope gives it.
      double logWidth = width > Double.MIN_NORMAL ? Math.log(width) : logSlope;
      return new Place(sign * (near + width / 2), width, logWidth, share);
    }

    private Place inside(double ticks) {
      int found = Arrays.binarySearch(edges, ticks);
      int b = found >= 0 ? found : -found - 2;
      double slope = masses[b] / (edges[b + 1] - edges[b]);
      double under = below[b] + slope * (ticks - edges[b]);
      if (quantum == 0) {
        double over = above[b] + slope * (edges[b + 1] - ticks);
        double logSlope = Math.log(slope) - Math.log(under) - Math.log(over);
        return new Place(Math.log(under) - Math.log(over), 0, logSlope, under);
      }
      double over = above[b] + slope * (edges[b + 1] - ticks - 1);
      double width = Math.log1p(slope / under) + Math.log1p(slope / over);
      double start = Math.log(under) - Math.log(over + slope);
      return new Place(start + width / 2, width, Math.log(width), under + slope / 2);
    }

    /** Returns the number at v, which is the first number of its cell. */
    double number(double v) {
      double ticks = ticksAt(v);
      return quantum == 0 ? ticks : origin + quantum * Math.floor(ticks);
    }

    private double ticksAt(double v) {
      double under = 1 / (1 + Math.exp(-v));
      double over = 1 / (1 + Math.exp(v));
      int last = masses.length - 1;
      if (under < tail) {
        return edges[0] - lower * Math.expm1(Math.log(tail / under) / DECAY);
      }
      if (over < tail) {
        return edges[last + 1] + upper * Math.expm1(Math.log(tail / over) / DECAY);
      }
      int found = Arrays.binarySearch(below, under);
      int b = Math.max(0, found >= 0 ? found : -found - 2);
      double share = Math.min(1 - 1e-12, Math.max(0, (under - below[b]) / masses[b]));
      return edges[b] + share * (edges[b + 1] - edges[b]);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberMarginal m
        && origin == m.origin
        && quantum == m.quantum
        && tail == m.tail
        && lower == m.lower
        && upper == m.upper
        && Arrays.equals(edges, m.edges)
        && Arrays.equals(masses, m.masses);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(edges);
  }
}

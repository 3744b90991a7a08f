package io.diglm.selective;

import io.diglm.distribution.Distribution;

/**
 * Histogram of the probability integral transform F(y): flat for a calibrated predictor, u-shaped
 * if its distributions are too narrow, and hump-shaped if they are too wide. Not safe to share
 * between threads.
 *
 * <p>A row with a discrete y is spread evenly over [P(Y &lt; y), P(Y &lt;= y)] (Czado, Gneiting and
 * Held 2009). The histogram is then flat for a calibrated predictor too, without random numbers.
 */
public final class PitHistogram {
  private final double[] mass;
  private long rows;

  /**
   * Makes an empty histogram of this many bins of equal width over [0, 1].
   *
   * @param bins at least 1
   */
  public PitHistogram(int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException("bins must be at least 1, got " + bins);
    }
    mass = new double[bins];
  }

  /**
   * Adds a row with its predicted distribution and its actual target.
   *
   * @param predicted p(y|x)
   * @param y the target
   */
  public void add(Distribution predicted, double y) {
    rows++;
    double low = predicted.cdfBelow(y) * mass.length;
    double high = predicted.cdf(y) * mass.length;
    int first = bin(low);
    int last = bin(high);
    if (first == last) {
      mass[first]++;
      return;
    }
    for (int b = first; b <= last; b++) {
      mass[b] += (Math.min(high, b + 1) - Math.max(low, b)) / (high - low);
    }
  }

  /** {@return the number of rows added} */
  public long rows() {
    return rows;
  }

  /** {@return the share of the rows in each bin; they sum to 1, or to 0 if there are no rows} */
  public double[] shares() {
    double[] shares = new double[mass.length];
    for (int b = 0; b < shares.length; b++) {
      shares[b] = rows == 0 ? 0 : mass[b] / rows;
    }
    return shares;
  }

  private int bin(double position) {
    return Math.min((int) position, mass.length - 1);
  }
}

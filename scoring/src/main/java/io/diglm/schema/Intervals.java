package io.diglm.schema;

import io.diglm.distribution.StandardNormal;
import java.util.Arrays;

/** Intervals that fill (0, 1), mapped by the quantile function of the normal. */
public final class Intervals {
  private final double[] below;
  private final double[] width;
  private final double[] above;
  private final double[] logWidth;

  /** Makes intervals whose widths are the shares of positive weights. */
  Intervals(double[] weights) {
    int n = weights.length;
    double total = Arrays.stream(weights).sum();
    below = new double[n];
    above = new double[n];
    width = Arrays.stream(weights).map(w -> w / total).toArray();
    logWidth = Arrays.stream(width).map(Math::log).toArray();
    for (int i = 1; i < n; i++) {
      below[i] = below[i - 1] + width[i - 1];
      above[n - 1 - i] = above[n - i] + width[n - i];
    }
  }

  /**
   * {@return v of the point at the share {@code u} of the interval, with u in (0, 1)}
   *
   * @param interval index of the interval
   * @param u share of the interval that lies below the point
   */
  public double value(int interval, double u) {
    // In the upper half, the distance from 1 is used, because it keeps its digits.
    return below[interval] < above[interval]
        ? StandardNormal.quantile(below[interval] + width[interval] * u)
        : -StandardNormal.quantile(above[interval] + width[interval] * (1 - u));
  }

  /**
   * {@return log width - log phi(v), in nats}
   *
   * @param interval index of the interval
   * @param v as {@link #value} returns it
   */
  public double logDet(int interval, double v) {
    return logWidth[interval] - StandardNormal.logDensity(v);
  }

  /** Returns the interval that contains v. */
  int at(double v) {
    int found = Arrays.binarySearch(below, StandardNormal.cdf(v));
    return found >= 0 ? found : -found - 2;
  }
}

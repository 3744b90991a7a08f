package io.diglm.selective;

import io.diglm.distribution.StandardNormal;
import java.util.Arrays;

/**
 * Whether two samples come from one distribution, and how far apart they are.
 *
 * @param ks the largest distance between the distribution functions (Kolmogorov and Smirnov)
 * @param ksP its p-value by the limiting distribution
 * @param auc P(A &gt; B) + P(A = B) / 2: 0.5 if the samples cannot be told apart
 * @param z the statistic of the test of Mann and Whitney, corrected for ties and continuity
 * @param p its two-sided p-value; 0 below 1e-300
 */
public record TwoSamples(double ks, double ksP, double auc, double z, double p) {
  /**
   * Compares two samples of at least one number each.
   *
   * @param a the first sample
   * @param b the second sample
   * @return how far they differ
   */
  public static TwoSamples of(double[] a, double[] b) {
    double[] x = sorted(a);
    double[] y = sorted(b);
    double n = x.length;
    double m = y.length;
    double distance = 0;
    double ties = 0;
    double ranks = 0;
    int i = 0;
    int j = 0;
    while (i < x.length || j < y.length) {
      double value = j == y.length || (i < x.length && x[i] <= y[j]) ? x[i] : y[j];
      int fromI = i;
      int fromJ = j;
      while (i < x.length && x[i] == value) {
        i++;
      }
      while (j < y.length && y[j] == value) {
        j++;
      }
      double tied = i - fromI + j - fromJ;
      ranks += (i - fromI) * (fromI + fromJ + (tied + 1) / 2);
      ties += tied * tied * tied - tied;
      distance = Math.max(distance, Math.abs(i / n - j / m));
    }
    double u = ranks - n * (n + 1) / 2;
    double total = n + m;
    double deviation = Math.sqrt(n * m / 12 * (total + 1 - ties / (total * (total - 1))));
    double excess = Math.abs(u - n * m / 2);
    double size = Math.max(0, excess - 0.5) / deviation;
    double z = Math.copySign(size, u - n * m / 2);
    double p = Math.min(1, 2 * StandardNormal.cdf(-size));
    double ksP = kolmogorov(Math.sqrt(n * m / total) * distance);
    return new TwoSamples(distance, ksP, u / (n * m), z, p);
  }

  /**
   * {@return P(K &gt; t) = 2 sum_k (-1)^(k-1) e^(-2 k^2 t^2), by Jacobi's other series if t is
   * small}
   *
   * @param t at least 0
   */
  public static double kolmogorov(double t) {
    if (t < 0.2) {
      return 1; // to 20 digits
    }
    double sum = 0;
    if (t < 1) {
      for (int k = 1; k < 40; k += 2) {
        sum += Math.exp(-k * k * Math.PI * Math.PI / (8 * t * t));
      }
      return 1 - Math.sqrt(2 * Math.PI) / t * sum;
    }
    for (int k = 1; k < 40; k++) {
      sum += (k % 2 == 1 ? 1 : -1) * Math.exp(-2.0 * k * k * t * t);
    }
    return 2 * sum;
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}

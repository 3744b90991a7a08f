package io.diglm.novelty;

import io.diglm.distribution.StandardNormal;
import java.util.Arrays;

/**
 * How novel a row is by its z and by the volumes on the way there.
 *
 * @param width of z
 * @param variance of p_z
 * @param classes the means of the classes in z, then the deviations about them (K + 1, D)
 * @param volumes means of the log-determinants of blocks, then their deviations (2 blocks)
 */
record LatentScores(int width, double variance, double[] classes, double[] volumes) {
  /** Log-determinants whose relative deviation is smaller vary only by rounding. */
  private static final double ROUNDING = 1e-6;

  /** Returns the mean square deviation of the log-determinants of the blocks. */
  double volumes(Evidence row) {
    int blocks = row.volumes().length;
    double sum = 0;
    int counted = 0;
    for (int k = 0; k < blocks; k++) {
      double deviation = volumes[blocks + k];
      if (deviation > ROUNDING * (1 + Math.abs(volumes[k]))) {
        double gap = (row.volumes()[k] - volumes[k]) / deviation;
        sum += gap * gap;
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }

  /** Returns the mean square of z, in variances of p_z. */
  double norm(Evidence row) {
    double sum = 0;
    for (int d = row.latentOffset(); d < row.latentOffset() + width; d++) {
      sum += (double) row.latent()[d] * row.latent()[d];
    }
    return sum / width / variance;
  }

  /** Returns how far the numbers in z are from those of p_z (Kolmogorov). */
  double shape(Evidence row) {
    double deviation = Math.sqrt(variance);
    float[] sorted =
        Arrays.copyOfRange(row.latent(), row.latentOffset(), row.latentOffset() + width);
    Arrays.sort(sorted);
    double farthest = 0;
    for (int d = 0; d < width; d++) {
      double expected = StandardNormal.cdf(sorted[d] / deviation);
      double gap = Math.max((d + 1.0) / width - expected, expected - (double) d / width);
      farthest = Math.max(farthest, gap);
    }
    return farthest;
  }

  /**
   * Returns the mean square distance from the nearest mean of a class, in standard deviations about
   * the means.
   */
  double nearestClass(Evidence row) {
    int deviations = classes.length - width;
    double nearest = Double.POSITIVE_INFINITY;
    for (int from = 0; from < deviations; from += width) {
      double sum = 0;
      for (int d = 0; d < width; d++) {
        double gap =
            (row.latent()[row.latentOffset() + d] - classes[from + d]) / classes[deviations + d];
        sum += gap * gap;
      }
      nearest = Math.min(nearest, sum / width);
    }
    return nearest;
  }
}

package io.diglm.experiments;

import java.util.Arrays;

/** Mean ranks of models over tables, and the critical difference between them (Demsar 2006). */
final class MeanRanks {
  /**
   * The .95 quantile of the studentized range of k normals, divided by the root of 2, for k = 2, 3,
   * ...; scipy.stats.studentized_range.ppf(.95, k, inf) / sqrt(2).
   */
  private static final double[] QUANTILES = {
    1.960, 2.344, 2.569, 2.728, 2.850, 2.948, 3.031, 3.102, 3.164, 3.219, 3.268, 3.313, 3.354,
    3.391, 3.426, 3.458, 3.489, 3.517, 3.544
  };

  private MeanRanks() {}

  /**
   * Returns each model's mean rank.
   *
   * @param figures by model, then table; less is better, rank 1 is the best, and equal figures
   *     share the mean of their ranks
   */
  static double[] of(double[][] figures) {
    double[] ranks = new double[figures.length];
    int tables = figures[0].length;
    for (int table = 0; table < tables; table++) {
      for (int model = 0; model < figures.length; model++) {
        double mine = figures[model][table];
        int column = table;
        long less = Arrays.stream(figures).filter(f -> f[column] < mine).count();
        long equal = Arrays.stream(figures).filter(f -> f[column] == mine).count();
        ranks[model] += (less + (equal + 1) / 2.0) / tables;
      }
    }
    return ranks;
  }

  /**
   * Returns how much two mean ranks must differ for Nemenyi's test to tell the models apart at 5 %:
   * q sqrt(k (k + 1) / (6 N)). NaN for fewer than 2 or more than 20 models.
   */
  static double criticalDifference(int models, int tables) {
    if (models < 2 || models - 2 >= QUANTILES.length) {
      return Double.NaN;
    }
    return QUANTILES[models - 2] * Math.sqrt(models * (models + 1) / (6.0 * tables));
  }
}

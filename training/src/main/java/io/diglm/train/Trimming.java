package io.diglm.train;

import io.diglm.density.CellDensity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Leaves out the rows that a first density finds least probable, where a share of all may be
 * anomalies. The fit then goes on as if they had never been there.
 *
 * <p>Of N training rows the floor(share N) with the least log p(x) are left out, and of the
 * validation rows as well, which calibrate false alarms. If m of n validation rows are left out, a
 * rule by false alarms A refuses another ordinary row with probability at most (A (n - m + 1) + m)
 * / (n + 1), about A + share, whatever was left out; and at most A if only anomalies were.
 *
 * @param train the rows that are left to learn from
 * @param validation the rows that are left to stop by and to calibrate
 */
record Trimming(int[] train, int[] validation) {
  /** Leaves out the least probable of the training and validation rows. */
  static Trimming of(TrainingData data, CellDensity density, double share) {
    return new Trimming(
        kept(data, density, data.train(), share), kept(data, density, data.validation(), share));
  }

  private static int[] kept(TrainingData data, CellDensity density, int[] rows, double share) {
    double[] logDensity = new double[rows.length];
    int batch = data.encoder().batch();
    for (int from = 0; from < rows.length; from += batch) {
      int to = Math.min(rows.length, from + batch);
      double[] cells = data.encoder().cells(data.table(), rows, from, to);
      System.arraycopy(density.logDensity(cells), 0, logDensity, from, to - from);
    }
    int[] least =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> logDensity[i]))
            .limit((long) Math.floor(share * rows.length))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] out = new boolean[rows.length];
    Arrays.stream(least).forEach(i -> out[i] = true);
    return IntStream.range(0, rows.length).filter(i -> !out[i]).map(i -> rows[i]).toArray();
  }

  /** Says what was left out, and what false alarms then mean. */
  String words(TrainingData data, double share) {
    int calibration = data.validation().length - validation.length;
    return "contamination %s: %,d of %,d training rows and %,d of %,d validation rows, the least probable, are left out (a false-alarm rate A refuses at most A + %.3f of ordinary rows, and at most A if all that were left out are anomalies)"
        .formatted(
            share,
            data.train().length - train.length,
            data.train().length,
            calibration,
            data.validation().length,
            (double) calibration / (data.validation().length + 1));
  }
}

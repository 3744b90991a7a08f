package io.diglm.schema;

import io.diglm.distribution.LackOfFit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The distinct values of a column of whole numbers, which may be codes, such as the numbers of
 * shops or districts: then neighbouring numbers have nothing in common. Let r be the partial
 * residuals of the column in an {@link AdditiveModel}, n_k the number of rows with its k-th
 * smallest value, and m_k the mean of r over these rows. Analysis of variance splits the variance
 * of r into s^2 within values and tau^2 between them. The nugget is the part of tau^2 that
 * neighbouring values do not share:
 *
 * <p>nugget = (sum_k w_k (m_k+1 - m_k)^2 - (K - 1) s^2) / (2 tau^2 sum_k w_k), where w_k = n_k
 * n_k+1 / (n_k + n_k+1).
 *
 * <p>Of several numbers, r is a vector, and its squares are those of its length. The nugget is near
 * 0 if the target is a smooth function of the number, and near 1 if the numbers are mere names.
 * Names may also be given so that neighbours are alike, as the persons of one village are. Then the
 * nugget is small, but a piecewise-linear function of the number is far from r ({@link LackOfFit}).
 * A network cannot learn a function of names from numbers, but it can from levels.
 *
 * @param values ascending
 * @param value for each row, the index of its value; -1 if missing
 * @param count rows of each value
 */
record RepeatedValues(double[] values, int[] value, int[] count) {
  /** With fewer values, the nugget is too uncertain: its standard error is about 1 / sqrt(K). */
  private static final int LEAST_VALUES = 20;

  /** The inverse of the sum of squared shares: what few frequent values say is not enough. */
  private static final double LEAST_EFFECTIVE_VALUES = 15;

  private static final int ROWS_A_VALUE = 2;

  /** The least F of the values, and of the lack of fit. */
  private static final double LEAST_RATIO = 2;

  private static final double LEAST_NUGGET = 0.75;

  /** The pieces of a function that a network learns easily. */
  private static final int PIECES = 16;

  /** The least share of the variance of the partial residuals that such a function leaves. */
  private static final double LEAST_LEFT = 0.025;

  /**
   * So large a share calls for levels even if neighbours are alike. (On held-out rows of
   * development tables, levels were far better than numbers where it is .32 to .53, and no better
   * where it is .16.)
   */
  private static final double MUCH_LEFT = 0.25;

  /** Returns those of the rows, if the numbers are whole and repeat often enough. */
  static Optional<RepeatedValues> of(TrainingColumn column, int[] rows) {
    if (column.type() != StorageType.INTEGER && column.type() != StorageType.DECIMAL) {
      return Optional.empty();
    }
    double[] all = column.numbers();
    double[] cells = Arrays.stream(rows).mapToDouble(row -> all[row]).toArray();
    double[] present = Arrays.stream(cells).filter(v -> !Double.isNaN(v)).toArray();
    if (!Arrays.stream(present).allMatch(v -> v == Math.rint(v))) {
      return Optional.empty();
    }
    double[] distinct = Arrays.stream(present).sorted().distinct().toArray();
    if (distinct.length < LEAST_VALUES || distinct.length > present.length / ROWS_A_VALUE) {
      return Optional.empty();
    }
    int[] value = new int[cells.length];
    int[] count = new int[distinct.length];
    for (int i = 0; i < cells.length; i++) {
      value[i] = Double.isNaN(cells[i]) ? -1 : Arrays.binarySearch(distinct, cells[i]);
      if (value[i] >= 0) {
        count[value[i]]++;
      }
    }
    return Optional.of(new RepeatedValues(distinct, value, count));
  }

  /** Returns whether the values are names: neighbours differ, or no simple function has them. */
  boolean areNames(List<double[]> partials) {
    double n = Arrays.stream(count).sum();
    double squares = Arrays.stream(count).mapToDouble(c -> (double) c * c).sum();
    if (n * n / squares < LEAST_EFFECTIVE_VALUES) {
      return false;
    }
    double[] knots = knots();
    LackOfFit lack =
        partials.stream()
            .map(partial -> LackOfFit.of(values, value, partial, knots))
            .reduce(LackOfFit::plus)
            .orElseThrow();
    Variation all = partials.stream().map(this::variation).reduce(Variation::plus).orElseThrow();
    return all.between >= LEAST_RATIO * all.within
        && lack.ratio() >= LEAST_RATIO
        && lack.share() >= LEAST_LEFT
        && (lack.share() >= MUCH_LEFT || nugget(all, n, squares) >= LEAST_NUGGET);
  }

  /** Returns quantiles of the rows. */
  private double[] knots() {
    int[] sorted = Arrays.stream(value).filter(k -> k >= 0).sorted().toArray();
    return IntStream.rangeClosed(0, PIECES)
        .map(q -> sorted[(int) ((long) q * (sorted.length - 1) / PIECES)])
        .distinct()
        .mapToDouble(k -> values[k])
        .toArray();
  }

  private double nugget(Variation all, double n, double squares) {
    double weights = 0;
    for (int k = 1; k < count.length; k++) {
      weights += weight(k);
    }
    double steps = count.length - 1;
    double tau2 = (all.between - all.within) * steps / (n - squares / n);
    return (all.differences - steps * all.within) / (2 * weights * tau2);
  }

  /**
   * How a number varies.
   *
   * @param within mean square within values
   * @param between mean square between values
   * @param differences weighted sum of squared differences of neighbouring values
   */
  private record Variation(double within, double between, double differences) {
    Variation plus(Variation other) {
      return new Variation(
          within + other.within, between + other.between, differences + other.differences);
    }
  }

  private Variation variation(double[] partial) {
    int values = count.length;
    double n = Arrays.stream(count).sum();
    double[] mean = new double[values];
    double overall = 0;
    for (int i = 0; i < value.length; i++) {
      if (value[i] >= 0) {
        mean[value[i]] += partial[i] / count[value[i]];
        overall += partial[i] / n;
      }
    }
    double within = 0;
    for (int i = 0; i < value.length; i++) {
      if (value[i] >= 0) {
        within += square(partial[i] - mean[value[i]]) / (n - values);
      }
    }
    double between = 0;
    double differences = 0;
    for (int k = 0; k < values; k++) {
      between += count[k] * square(mean[k] - overall) / (values - 1);
      if (k > 0) {
        differences += weight(k) * square(mean[k] - mean[k - 1]);
      }
    }
    return new Variation(within, between, differences);
  }

  /** Returns how much the difference between a value and the one before counts. */
  private double weight(int k) {
    return (double) count[k] * count[k - 1] / (count[k] + count[k - 1]);
  }

  private static double square(double x) {
    return x * x;
  }
}

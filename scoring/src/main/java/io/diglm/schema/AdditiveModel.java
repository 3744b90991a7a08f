package io.diglm.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An additive model of the ranks of the target by all columns (backfitting, Hastie and Tibshirani
 * 1990, section 4.4), where numbers count by at most 16 quantile groups. It says what a column adds
 * to all others: its partial residuals.
 *
 * <p>Levels are ordered by the mean of theirs: by the mean of the target alone, a level is far up
 * also if it only comes with what is far up.
 *
 * <p>They also tell whole numbers that are codes, such as the number of a shop or a district: those
 * where neighbouring numbers have nothing in common. Let r be the partial residuals of a column,
 * n_k the number of rows with its k-th smallest value, and m_k the mean of r over these rows.
 * Analysis of variance splits the variance of r into s^2 within values and tau^2 between them. The
 * nugget is the part of tau^2 that neighbouring values do not share:
 *
 * <p>nugget = (sum_k w_k (m_k+1 - m_k)^2 - (K - 1) s^2) / (2 tau^2 sum_k w_k), where w_k = n_k
 * n_k+1 / (n_k + n_k+1).
 *
 * <p>It is near 0 if the target is a smooth function of the number, and near 1 if the numbers are
 * mere names. A network cannot learn a function of names from numbers, but it can from levels.
 */
final class AdditiveModel {
  private static final int MOST_ROWS = 100_000;
  private static final int MOST_CELLS = 20_000_000;
  private static final int GROUPS = 16;
  private static final int SWEEPS = 3;

  /** Rows at the overall mean that are added to each group, as to levels. */
  private static final double PRIOR_ROWS = 10;

  /** With fewer values, the nugget is too uncertain: its standard error is about 1 / sqrt(K). */
  private static final int LEAST_VALUES = 20;

  /** The inverse of the sum of squared shares: what few frequent values say is not enough. */
  private static final double LEAST_EFFECTIVE_VALUES = 15;

  private static final int ROWS_A_VALUE = 4;

  /** The least ratio of the variances between and within values (F). */
  private static final double LEAST_RATIO = 3;

  /** The least share of the variance of the partial residuals that lies between values. */
  private static final double LEAST_SHARE = 0.02;

  private static final double LEAST_NUGGET = 0.7;

  private final List<TrainingColumn> columns;

  /** The training rows that are looked at; they have a target. */
  private final int[] rows;

  /** What no column explains yet. */
  private final double[] residual;

  private final List<int[]> groups = new ArrayList<>();
  private final List<double[]> effects = new ArrayList<>();

  /**
   * Fits the model.
   *
   * @param order for each training row, the number to explain; NaN if missing
   */
  AdditiveModel(List<TrainingColumn> columns, double[] order) {
    this.columns = columns;
    int[] known =
        IntStream.range(0, order.length).filter(row -> !Double.isNaN(order[row])).toArray();
    int most = Math.min(MOST_ROWS, MOST_CELLS / columns.size());
    int used = Math.min(most, known.length);
    rows =
        IntStream.range(0, used).map(i -> known[(int) ((long) i * known.length / used)]).toArray();
    residual = ranks(Arrays.stream(rows).mapToDouble(row -> order[row]).toArray());
    for (TrainingColumn column : columns) {
      int[] group = groups(column);
      groups.add(group);
      effects.add(new double[1 + Arrays.stream(group).max().orElse(0)]);
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int c = 0; c < columns.size(); c++) {
        refit(groups.get(c), effects.get(c));
      }
    }
  }

  /** Returns the partial residuals of a column for each training row; NaN if not looked at. */
  double[] partial(int column) {
    double[] partial = new double[columns.get(column).size()];
    Arrays.fill(partial, Double.NaN);
    double[] own = own(column);
    for (int i = 0; i < rows.length; i++) {
      partial[rows[i]] = own[i];
    }
    return partial;
  }

  /** Returns whether a column holds whole numbers that are codes. */
  boolean holdsCodes(int column) {
    return Values.of(columns.get(column), rows)
        .filter(values -> values.areNames(own(column)))
        .isPresent();
  }

  private double[] own(int column) {
    double[] own = residual.clone();
    for (int i = 0; i < own.length; i++) {
      own[i] += effects.get(column)[groups.get(column)[i]];
    }
    return own;
  }

  /** Fits the effects of one column to what the others leave. */
  private void refit(int[] group, double[] effect) {
    double[] count = new double[effect.length];
    double[] sum = new double[effect.length];
    for (int i = 0; i < group.length; i++) {
      residual[i] += effect[group[i]];
      sum[group[i]] += residual[i];
      count[group[i]]++;
    }
    for (int g = 0; g < effect.length; g++) {
      effect[g] = sum[g] / (count[g] + PRIOR_ROWS);
    }
    for (int i = 0; i < group.length; i++) {
      residual[i] -= effect[group[i]];
    }
  }

  /** Returns the group of each row: a level or a quantile group; one group has missing values. */
  private int[] groups(TrainingColumn column) {
    if (column.type() == StorageType.TEXT) {
      Cells.Texts texts = column.texts();
      return Arrays.stream(rows)
          .map(row -> texts.codes()[row] < 0 ? texts.levels().size() : texts.codes()[row])
          .toArray();
    }
    double[] values = column.numbers();
    double[] sorted =
        Arrays.stream(rows)
            .mapToDouble(r -> values[r])
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
    double[] cuts =
        IntStream.range(1, sorted.length == 0 ? 1 : GROUPS)
            .mapToDouble(q -> sorted[(int) ((long) q * sorted.length / GROUPS)])
            .distinct()
            .toArray();
    return Arrays.stream(rows)
        .map(
            row -> {
              int found = Arrays.binarySearch(cuts, values[row]);
              int group = found < 0 ? -found - 1 : found;
              return Double.isNaN(values[row]) ? cuts.length + 1 : group;
            })
        .toArray();
  }

  /** Returns the ranks as shares less their mean; ties share theirs. */
  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      ranks[i] = first(sorted, values[i], false) + first(sorted, values[i], true);
    }
    double mean = Arrays.stream(ranks).average().orElse(0);
    return Arrays.stream(ranks).map(rank -> (rank - mean) / (2.0 * values.length)).toArray();
  }

  /** Returns how many are less than a value, or at most it. */
  private static int first(double[] sorted, double value, boolean after) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (after && sorted[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The distinct values of a column that may hold codes.
   *
   * @param value for each row, the index of its value in ascending order; -1 if missing
   * @param count rows of each value
   */
  private record Values(int[] value, int[] count) {
    static Optional<Values> of(TrainingColumn column, int[] rows) {
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
      return Optional.of(new Values(value, count));
    }

    /** Returns whether neighbouring values have nothing in common. */
    boolean areNames(double[] partial) {
      int values = count.length;
      double n = Arrays.stream(count).sum();
      double squares = Arrays.stream(count).mapToDouble(c -> (double) c * c).sum();
      if (n * n / squares < LEAST_EFFECTIVE_VALUES) {
        return false;
      }
      double[] mean = new double[values];
      double overall = 0;
      for (int i = 0; i < value.length; i++) {
        if (value[i] >= 0) {
          mean[value[i]] += partial[i] / count[value[i]];
          overall += partial[i] / n;
        }
      }
      double within = 0;
      double total = 0;
      for (int i = 0; i < value.length; i++) {
        if (value[i] >= 0) {
          within += square(partial[i] - mean[value[i]]) / (n - values);
          total += square(partial[i] - overall) / n;
        }
      }
      double between = 0;
      double differences = 0;
      double weights = 0;
      for (int k = 0; k < values; k++) {
        between += count[k] * square(mean[k] - overall) / (values - 1);
        if (k > 0) {
          double weight = (double) count[k] * count[k - 1] / (count[k] + count[k - 1]);
          differences += weight * square(mean[k] - mean[k - 1]);
          weights += weight;
        }
      }
      double tau2 = (between - within) * (values - 1) / (n - squares / n);
      double nugget = (differences - (values - 1) * within) / (2 * weights * tau2);
      return between >= LEAST_RATIO * within
          && tau2 >= LEAST_SHARE * total
          && nugget >= LEAST_NUGGET;
    }

    private static double square(double x) {
      return x * x;
    }
  }
}

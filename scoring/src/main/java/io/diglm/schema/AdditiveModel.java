package io.diglm.schema;

import io.diglm.distribution.MidRanks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An additive model of the ranks of the target by all columns (backfitting, Hastie and Tibshirani
 * 1990, section 4.4), where numbers count by at most 16 quantile groups. It says what a column adds
 * to all others: its partial residuals. A target of several classes is explained as several
 * numbers, one a class.
 *
 * <p>Levels are ordered by the mean of theirs: by the mean of the target alone, a level is far up
 * also if it only comes with what is far up.
 */
final class AdditiveModel {
  private static final int MOST_ROWS = 100_000;
  private static final int MOST_CELLS = 20_000_000;
  private static final int GROUPS = 16;
  private static final int SWEEPS = 3;

  /** Rows at the overall mean that are added to each group, as to levels. */
  private static final double PRIOR_ROWS = 10;

  private final List<TrainingColumn> columns;

  /** The training rows that are looked at; they have a target. */
  private final int[] rows;

  private final List<int[]> groups = new ArrayList<>();

  /** Of each number to explain. */
  private final List<Explained> explained = new ArrayList<>();

  /**
   * What is known of one number.
   *
   * @param residual what no column explains yet
   * @param effects of each group of each column
   */
  private record Explained(double[] residual, List<double[]> effects) {
    /** Fits the effects of one column to what the others leave. */
    void refit(int column, int[] group) {
      double[] effect = effects.get(column);
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

    /** Returns the partial residuals of a column. */
    double[] own(int column, int[] group) {
      double[] own = residual.clone();
      for (int i = 0; i < own.length; i++) {
        own[i] += effects.get(column)[group[i]];
      }
      return own;
    }
  }

  /**
   * Fits the model.
   *
   * @param targets for each training row, the numbers to explain, at least one; NaN if missing,
   *     then all of them
   */
  AdditiveModel(List<TrainingColumn> columns, List<double[]> targets) {
    this.columns = columns;
    double[] first = targets.get(0);
    int[] known =
        IntStream.range(0, first.length).filter(row -> !Double.isNaN(first[row])).toArray();
    int most = Math.min(MOST_ROWS, MOST_CELLS / columns.size() / targets.size());
    int used = Math.min(most, known.length);
    rows =
        IntStream.range(0, used).map(i -> known[(int) ((long) i * known.length / used)]).toArray();
    columns.forEach(column -> groups.add(groups(column)));
    for (double[] target : targets) {
      double[] residual =
          MidRanks.of(Arrays.stream(rows).mapToDouble(row -> target[row]).toArray());
      List<double[]> effects =
          groups.stream()
              .map(group -> new double[1 + Arrays.stream(group).max().orElse(0)])
              .toList();
      Explained one = new Explained(residual, effects);
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int c = 0; c < columns.size(); c++) {
          one.refit(c, groups.get(c));
        }
      }
      explained.add(one);
    }
  }

  /** Returns the partial residuals of a column for each training row; NaN if not looked at. */
  List<double[]> partial(int column) {
    return own(column).stream().map(own -> scattered(own, columns.get(column).size())).toList();
  }

  private double[] scattered(double[] own, int size) {
    double[] all = new double[size];
    Arrays.fill(all, Double.NaN);
    for (int i = 0; i < rows.length; i++) {
      all[rows[i]] = own[i];
    }
    return all;
  }

  /** Returns whether a column holds whole numbers that are codes, as its residuals show. */
  boolean holdsCodes(int column) {
    return RepeatedValues.of(columns.get(column), rows)
        .filter(values -> values.areNames(own(column)))
        .isPresent();
  }

  private List<double[]> own(int column) {
    return explained.stream().map(one -> one.own(column, groups.get(column))).toList();
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
}

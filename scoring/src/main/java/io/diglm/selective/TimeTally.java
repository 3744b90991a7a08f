package io.diglm.selective;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Running sums for a target that is a time, which need not be observed. */
final class TimeTally implements Tally {
  private final List<Distribution> answers = new ArrayList<>();
  private double[] low = new double[64];
  private double[] high = new double[64];
  private double[] weights = new double[64];
  private double weight;
  private double nll;

  @Override
  public void add(Distribution answer, double y, double weight) {
    keep(answer, y, y, weight);
    nll -= weight * Bounds.logDensity(answer.logDensity(y));
  }

  /** Adds a row of which only the ends are known between which the time lies. */
  void addBetween(Distribution answer, double low, double high, double weight) {
    keep(answer, low, high, weight);
    nll -= weight * Bounds.logDensity(answer.logBetween(low, high));
  }

  private void keep(Distribution answer, double from, double to, double counts) {
    int row = answers.size();
    if (row == low.length) {
      low = Arrays.copyOf(low, 2 * row);
      high = Arrays.copyOf(high, 2 * row);
      weights = Arrays.copyOf(weights, 2 * row);
    }
    low[row] = from;
    high[row] = to;
    weights[row] = counts;
    weight += counts;
    answers.add(answer);
  }

  @Override
  public long rows() {
    return answers.size();
  }

  @Override
  public Measures measures() {
    return new Measures.OfTimes(nll / weight, boxed(concordance()), boxed(brier()));
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  private OptionalDouble concordance() {
    int rows = answers.size();
    double[] medians = answers.parallelStream().mapToDouble(a -> a.quantile(0.5)).toArray();
    return Concordance.of(
        Arrays.copyOf(low, rows), Arrays.copyOf(high, rows), Arrays.copyOf(weights, rows), medians);
  }

  private OptionalDouble brier() {
    int rows = answers.size();
    boolean[] observed = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      observed[row] = low[row] == high[row];
      if (!observed[row] && !Double.isInfinite(high[row])) {
        return OptionalDouble.empty(); // it is defined for right-censoring alone
      }
    }
    BrierScore score =
        new BrierScore(Arrays.copyOf(low, rows), observed, Arrays.copyOf(weights, rows));
    double[] times = score.times();
    double[][] survival = new double[rows][];
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            row ->
                survival[row] =
                    Arrays.stream(times).map(t -> 1 - answers.get(row).cdf(t)).toArray());
    return score.integrated(times, (row, t) -> survival[row][Arrays.binarySearch(times, t)]);
  }
}

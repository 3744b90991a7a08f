package io.diglm.selective;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The Brier score of survival probabilities under right-censoring: at a time t the mean of S(t)^2
 * 1{y &lt;= t, observed} / G(y) + (1 - S(t))^2 1{y &gt; t} / G(t), where G is the Kaplan-Meier
 * estimate of the probability not to be censored by then, from the same rows (Graf, Schmoor,
 * Sauerbrei and Schumacher 1999).
 */
public final class BrierScore {
  /** Times at which it is measured. */
  static final int TIMES = 100;

  private final double[] time;
  private final boolean[] observed;
  private final double[] weights;
  private final double[] known;
  private final double[] kept;

  /**
   * Estimates G.
   *
   * @param time the time of the event, or up to which it had not come (N)
   * @param observed whether the event came then (N)
   * @param weights how much each row counts (N)
   */
  public BrierScore(double[] time, boolean[] observed, double[] weights) {
    this.time = time;
    this.observed = observed;
    this.weights = weights;
    known = Arrays.stream(time).sorted().distinct().toArray();
    kept = new double[known.length];
    estimate();
  }

  /** The product over times of 1 - censored / (at risk - observed), as events come first. */
  private void estimate() {
    int[] order =
        IntStream.range(0, time.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> time[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    double risk = Arrays.stream(weights).sum();
    double product = 1;
    int next = 0;
    for (int k = 0; k < known.length; k++) {
      double events = 0;
      double censored = 0;
      while (next < order.length && time[order[next]] == known[k]) {
        int row = order[next++];
        events += observed[row] ? weights[row] : 0;
        censored += observed[row] ? 0 : weights[row];
      }
      product *= censored > 0 ? Math.max(0, 1 - censored / (risk - events)) : 1;
      kept[k] = product;
      risk -= events + censored;
    }
  }

  /** Returns 1 / G(t); 0 where G is 0. */
  private double inverse(double t) {
    int found = Arrays.binarySearch(known, t);
    int last = found >= 0 ? found : -found - 2;
    double probability = last < 0 ? 1 : kept[last];
    return probability == 0 ? 0 : 1 / probability;
  }

  /**
   * {@return the score at a time}
   *
   * @param t time, in units of the target
   * @param survival S(t) of a row
   */
  public double at(double t, IntToDoubleFunction survival) {
    double control = inverse(t);
    double sum = 0;
    double all = 0;
    for (int row = 0; row < time.length; row++) {
      double s = survival.applyAsDouble(row);
      all += weights[row];
      if (time[row] > t) {
        sum += weights[row] * (1 - s) * (1 - s) * control;
      } else if (observed[row]) {
        sum += weights[row] * s * s * inverse(time[row]);
      }
    }
    return sum / all;
  }

  /**
   * Returns the times at which the integrated score is measured: 100 from the 10 % to the 90 %
   * quantile of the observed times, evenly; empty if these do not differ.
   */
  double[] times() {
    double[] events =
        IntStream.range(0, time.length)
            .filter(row -> observed[row])
            .mapToDouble(row -> time[row])
            .sorted()
            .toArray();
    if (events.length == 0) {
      return events;
    }
    double from = events[(int) Math.round(0.1 * (events.length - 1))];
    double to = events[(int) Math.round(0.9 * (events.length - 1))];
    return from < to
        ? IntStream.range(0, TIMES).mapToDouble(i -> from + (to - from) * i / (TIMES - 1)).toArray()
        : new double[0];
  }

  /** Gives survival probabilities. */
  public interface Survival {
    /**
     * {@return S(t) of a row}
     *
     * @param row index of the row, from 0
     * @param t time, in units of the target
     */
    double of(int row, double t);
  }

  /**
   * {@return the mean of the score over times, by the trapezoid rule; empty if there are fewer than
   * two}
   *
   * @param times increasing
   * @param survival S(t) of each row
   */
  public OptionalDouble integrated(double[] times, Survival survival) {
    double sum = 0;
    double before = 0;
    for (int i = 0; i < times.length; i++) {
      double t = times[i];
      double score = at(t, row -> survival.of(row, t));
      sum += i == 0 ? 0 : (t - times[i - 1]) * (score + before) / 2;
      before = score;
    }
    return times.length < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum / (times[times.length - 1] - times[0]));
  }
}

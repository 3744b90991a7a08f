package io.diglm.selective;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Categorical;
import io.diglm.distribution.NegativeBinomial;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Tweedie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** p(y) from the training targets: the answer to a rejected row. */
public final class MarginalAnswer {
  /**
   * The quantiles at which the sorted targets are cut: tenths in the middle, and thinner and
   * thinner slices in the tails.
   */
  private static final double[] CUTS = {
    0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995, 0.999,
    1
  };

  /** The least standard deviation of a component, in standard deviations of y. */
  private static final double NARROWEST = 0.01;

  /** The fewest rows of a slice, unless there are fewer rows in all. */
  private static final int FEWEST = 10;

  /** The standard deviation of the broad component, in standard deviations of y. */
  private static final double BROAD = 4;

  /** The least weight of a class, in rows. */
  private static final double LEAST = 1e-3;

  /** Bounds of the power of {@link #ofCosts}. */
  private static final double LEAST_POWER = 1.05;

  private static final double MOST_POWER = 1.95;

  private MarginalAnswer() {}

  /**
   * {@return the frequencies of classes}
   *
   * @param counts rows of each class (K), each at least 1
   */
  public static Categorical ofClasses(long[] counts) {
    return ofClasses(Arrays.stream(counts).mapToDouble(count -> count).toArray());
  }

  /**
   * {@return the shares of classes by weight}
   *
   * @param weights of each class (K); one without weight gets a thousandth of a row
   */
  public static Categorical ofClasses(double[] weights) {
    double[] logits = Arrays.stream(weights).map(w -> Math.log(Math.max(w, LEAST))).toArray();
    return Categorical.ofLogits(logits);
  }

  /**
   * {@return the Tweedie distribution with the mean, the variance and the share of zeros of the
   * costs, if one has them; otherwise with the nearest power, the mean and the share}
   *
   * @param y (N), 0 or positive, one of them positive
   * @param weights (N), at least 0, one of a positive y positive
   */
  public static Tweedie ofCosts(double[] y, double[] weights) {
    double total = Arrays.stream(weights).sum();
    double sum = 0;
    double squares = 0;
    double zeros = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weights[i] * y[i];
      squares += weights[i] * y[i] * y[i];
      zeros += y[i] == 0 ? weights[i] : 0;
    }
    double mean = sum / total;
    double variance = squares / total - mean * mean;
    // Without a zero, half a row counts as one.
    double lambda = -Math.log(Math.max(zeros / total, 0.5 / (y.length + 1.0)));
    double power = 2 - mean * mean / (variance * lambda);
    double kept = Math.max(LEAST_POWER, Math.min(MOST_POWER, power));
    return new Tweedie(mean, Math.pow(mean, 2 - kept) / (lambda * (2 - kept)), kept);
  }

  /**
   * {@return the negative binomial with the mean and variance of the counts (nearly a Poisson where
   * the variance is less than the mean), so that every count has a probability}
   *
   * @param y counts (N), N &gt;= 1
   */
  public static NegativeBinomial ofCounts(double[] y) {
    return ofCounts(y, ones(y));
  }

  /**
   * {@return the same of rows that count by their weights}
   *
   * @param y counts (N)
   * @param weights (N), at least 0, one of them positive
   */
  public static NegativeBinomial ofCounts(double[] y, double[] weights) {
    Slice all = Sorted.of(y, weights).whole();
    double mean = Bounds.mean(all.mean());
    double excess = (all.sd() * all.sd() - mean) / (mean * mean);
    double alpha = excess > 0 ? Bounds.scale(Math.log(excess)) : Bounds.scale(-Bounds.LOG_SCALE);
    return new NegativeBinomial(mean, alpha);
  }

  /**
   * {@return a mixture of at most 19 normals, one for each slice of the sorted targets, with the
   * share, mean and standard deviation of the slice} A mixture models skew, modes and tails, which
   * one normal does not (its log-density at 20 standard deviations is -200). It needs no choice of
   * bins and, unlike a histogram, gives every y a density. Each standard deviation is at least half
   * the gap to a neighbour's mean, so that the density has no holes, and at least 1 % of the
   * standard deviation of y, so that ties give no spikes. One broad normal, with the weight of one
   * row, covers values that the training rows do not show.
   *
   * @param y targets (N), N &gt;= 1
   */
  public static NormalMixture ofNumbers(double[] y) {
    return ofNumbers(y, ones(y));
  }

  /**
   * {@return the same of rows that count by their weights, whose mean is about 1}
   *
   * @param y numbers (N)
   * @param weights (N), at least 0, one of them positive
   */
  public static NormalMixture ofNumbers(double[] y, double[] weights) {
    Sorted sorted = Sorted.of(y, weights);
    int rows = sorted.y().length;
    List<Slice> slices = new ArrayList<>();
    int from = 0;
    for (double cut : CUTS) {
      int to = sorted.below(cut);
      boolean enough = to - from >= FEWEST && rows - to >= FEWEST;
      boolean last = to == rows && from < to;
      if (enough || last) {
        slices.add(sorted.slice(from, to));
        from = to;
      }
    }
    return mixture(slices, sorted.whole());
  }

  private static NormalMixture mixture(List<Slice> slices, Slice all) {
    int count = slices.size();
    double unit = all.sd() > 0 ? all.sd() : Math.max(1, Math.abs(all.mean()));
    double[] logits = new double[count + 1];
    double[] means = new double[count + 1];
    double[] sds = new double[count + 1];
    for (int k = 0; k < count; k++) {
      Slice slice = slices.get(k);
      logits[k] = Math.log(slice.weight());
      means[k] = slice.mean();
      sds[k] = Math.max(Math.max(slice.sd(), gap(slices, k) / 2), NARROWEST * unit);
    }
    means[count] = all.mean();
    sds[count] = BROAD * unit;
    return NormalMixture.ofLogits(logits, means, sds);
  }

  /**
   * Returns the gap to the nearer neighbour. The gap to the farther one would let a far tail blur
   * the bulk beside it.
   */
  private static double gap(List<Slice> slices, int k) {
    double gap = Double.POSITIVE_INFINITY;
    if (k > 0) {
      gap = slices.get(k).mean() - slices.get(k - 1).mean();
    }
    if (k < slices.size() - 1) {
      gap = Math.min(gap, slices.get(k + 1).mean() - slices.get(k).mean());
    }
    return Double.isInfinite(gap) ? 0 : gap;
  }

  private static double[] ones(double[] y) {
    double[] ones = new double[y.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Targets in increasing order, with their weights, all of them positive. */
  private record Sorted(double[] y, double[] weights) {
    static Sorted of(double[] y, double[] weights) {
      int[] order =
          IntStream.range(0, y.length)
              .filter(i -> weights[i] > 0)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> y[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      if (order.length == 0) {
        throw new IllegalArgumentException("targets must be at least 1, got 0");
      }
      return new Sorted(
          IntStream.of(order).mapToDouble(i -> y[i]).toArray(),
          IntStream.of(order).mapToDouble(i -> weights[i]).toArray());
    }

    /** Returns how many rows lie below this share of the weight, by their middles. */
    int below(double share) {
      double wanted = share * Arrays.stream(weights).sum();
      double before = 0;
      int rows = 0;
      while (rows < y.length && before + weights[rows] / 2 <= wanted) {
        before += weights[rows++];
      }
      return share == 1 ? y.length : rows;
    }

    Slice whole() {
      return slice(0, y.length);
    }

    Slice slice(int from, int to) {
      double weight = 0;
      double sum = 0;
      for (int i = from; i < to; i++) {
        weight += weights[i];
        sum += weights[i] * y[i];
      }
      double mean = sum / weight;
      double squares = 0;
      for (int i = from; i < to; i++) {
        squares += weights[i] * (y[i] - mean) * (y[i] - mean);
      }
      return new Slice(weight, mean, Math.sqrt(squares / weight));
    }
  }

  private record Slice(double weight, double mean, double sd) {}
}

package io.diglm.selective;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Categorical;
import io.diglm.distribution.NegativeBinomial;
import io.diglm.distribution.NormalMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  private MarginalAnswer() {}

  /**
   * Returns the frequencies of classes.
   *
   * @param counts rows of each class (K), each at least 1
   */
  public static Categorical ofClasses(long[] counts) {
    double[] logits = new double[counts.length];
    for (int k = 0; k < counts.length; k++) {
      logits[k] = Math.log((double) counts[k]);
    }
    return Categorical.ofLogits(logits);
  }

  /**
   * Returns the negative binomial with the mean and variance of the counts (nearly a Poisson where
   * the variance is less than the mean), so that every count has a probability.
   *
   * @param y counts (N), N &gt;= 1
   */
  public static NegativeBinomial ofCounts(double[] y) {
    Slice all = Slice.of(sorted(y), 0, y.length);
    double mean = Bounds.mean(all.mean());
    double excess = (all.sd() * all.sd() - mean) / (mean * mean);
    double alpha = excess > 0 ? Bounds.scale(Math.log(excess)) : Bounds.scale(-Bounds.LOG_SCALE);
    return new NegativeBinomial(mean, alpha);
  }

  /**
   * Returns a mixture of at most 19 normals, one for each slice of the sorted targets, with the
   * share, mean and standard deviation of the slice. A mixture models skew, modes and tails, which
   * one normal does not (its log-density at 20 standard deviations is -200). It needs no choice of
   * bins and, unlike a histogram, gives every y a density. Each standard deviation is at least half
   * the gap to a neighbour's mean, so that the density has no holes, and at least 1 % of the
   * standard deviation of y, so that ties give no spikes. One broad normal, with the weight of one
   * row, covers values that the training rows do not show.
   *
   * @param y targets (N), N &gt;= 1
   */
  public static NormalMixture ofNumbers(double[] y) {
    double[] sorted = sorted(y);
    List<Slice> slices = new ArrayList<>();
    int from = 0;
    for (double cut : CUTS) {
      int to = (int) Math.round(cut * y.length);
      boolean enough = to - from >= FEWEST && y.length - to >= FEWEST;
      boolean last = to == y.length && from < to;
      if (enough || last) {
        slices.add(Slice.of(sorted, from, to));
        from = to;
      }
    }
    return mixture(slices, Slice.of(sorted, 0, sorted.length));
  }

  private static NormalMixture mixture(List<Slice> slices, Slice all) {
    int count = slices.size();
    double unit = all.sd() > 0 ? all.sd() : Math.max(1, Math.abs(all.mean()));
    double[] logits = new double[count + 1];
    double[] means = new double[count + 1];
    double[] sds = new double[count + 1];
    for (int k = 0; k < count; k++) {
      Slice slice = slices.get(k);
      logits[k] = Math.log(slice.rows());
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

  private static double[] sorted(double[] y) {
    if (y.length == 0) {
      throw new IllegalArgumentException("targets must be at least 1, got 0");
    }
    double[] sorted = y.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private record Slice(int rows, double mean, double sd) {
    static Slice of(double[] y, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += y[i];
      }
      double mean = sum / (to - from);
      double squares = 0;
      for (int i = from; i < to; i++) {
        squares += (y[i] - mean) * (y[i] - mean);
      }
      return new Slice(to - from, mean, Math.sqrt(squares / (to - from)));
    }
  }
}

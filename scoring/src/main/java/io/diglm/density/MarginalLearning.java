package io.diglm.density;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Learns a {@link NumberMarginal} from the numbers of the training rows.
 *
 * <p>A number that repeats often has its own bin; others share a bin with their neighbours. The
 * wide stretches without numbers, and the tails beyond the ends, have the probability of a number
 * never seen, about 1 / (n + 1).
 */
final class MarginalLearning {
  private static final int MOST_BINS = 256;
  private static final int LEAST_ROWS = 10;

  /**
   * A gap of this many times the usual distance between neighbouring numbers becomes a bin without
   * rows.
   */
  private static final double WIDE = 8;

  /** At each end, one in this many numbers determines the scale of the tail. */
  private static final int OUTERMOST = 20;

  /** Least scale of a tail, as a share of the range. */
  private static final double LEAST_SCALE = 1e-3;

  /** Width of a bin of one point, as a share of the range. */
  private static final double POINT = 1e-9;

  private final double[] sorted;
  private final boolean grid;

  /** The mean distance between numbers if they were spread evenly. */
  private final double usual;

  private MarginalLearning(double[] sorted, boolean grid) {
    this.sorted = sorted;
    this.grid = grid;
    usual = range() / Math.max(1, sorted.length - 1);
  }

  /**
   * Learns.
   *
   * @param numbers of training rows, at least one, none of them missing
   * @param origin of their grid
   * @param quantum of their grid, 0 for none
   */
  static NumberMarginal of(double[] numbers, double origin, double quantum) {
    double[] ticks =
        Arrays.stream(numbers)
            .map(r -> quantum == 0 ? r : Math.rint((r - origin) / quantum))
            .sorted()
            .toArray();
    MarginalLearning learning = new MarginalLearning(ticks, quantum > 0);
    return learning.marginal(learning.joined(learning.bins()), origin, quantum);
  }

  /** A bin of numbers from {@code from} to below {@code to}. A bin without rows is a gap. */
  private record Bin(double from, double to, int rows) {
    double spacing() {
      return (to - from) / Math.max(1, rows);
    }
  }

  private double range() {
    return sorted[sorted.length - 1] - sorted[0];
  }

  /** Goes through the distinct numbers and closes a bin as soon as it has enough rows. */
  private List<Bin> bins() {
    int often = Math.max(LEAST_ROWS, sorted.length / MOST_BINS);
    // The best number of bins for a histogram of n numbers is a multiple of n^(1/3).
    int enough = Math.max(often, (int) (Math.cbrt((double) sorted.length * sorted.length) / 2));
    List<Bin> bins = new ArrayList<>();
    int first = 0; // in the open bin
    int next = 0;
    while (next < sorted.length) {
      int after = next;
      while (after < sorted.length && sorted[after] == sorted[next]) {
        after++;
      }
      boolean frequent = after - next >= often;
      if (next > first && (frequent || isWide(first, next))) {
        bins.add(bin(first, next));
        first = next;
      }
      // Bins have fewer rows towards the ends, where the logit of the share grows fast.
      int rank = Math.min(first, sorted.length - after);
      if (frequent || after - first >= Math.max(LEAST_ROWS, Math.min(enough, rank / 2))) {
        bins.add(bin(first, after));
        first = after;
      }
      next = after;
    }
    if (first < sorted.length) {
      bins.add(bin(first, sorted.length));
    }
    return bins;
  }

  /** With few rows, a stretch without rows does not show that its probability is small. */
  private boolean isWide(int first, int next) {
    if (next - first < LEAST_ROWS) {
      return false;
    }
    double spacing = (sorted[next - 1] - sorted[first]) / (next - first);
    return sorted[next] - sorted[next - 1] > WIDE * Math.max(usual, spacing);
  }

  private Bin bin(int first, int after) {
    double from = sorted[first];
    double last = sorted[after - 1];
    double point = Math.max(POINT * range(), 4 * Math.ulp(last));
    return new Bin(from, grid ? last + 1 : Math.max(last, from + point), after - first);
  }

  /** Closes the gaps between bins, or makes separate bins of them. */
  private List<Bin> joined(List<Bin> bins) {
    List<Bin> whole = new ArrayList<>();
    Bin bin = bins.get(0);
    for (Bin next : bins.subList(1, bins.size())) {
      double gap = next.from - bin.to;
      boolean apart =
          (isOne(bin) && isOne(next))
              || gap > WIDE * Math.max(usual, Math.max(bin.spacing(), next.spacing()));
      if (gap > 0 && apart) {
        whole.add(bin);
        whole.add(new Bin(bin.to, next.from, 0));
        bin = next;
      } else if (gap > 0 && isOne(bin)) {
        whole.add(bin);
        bin = new Bin(bin.to, next.to, next.rows);
      } else {
        whole.add(new Bin(bin.from, next.from, bin.rows));
        bin = next;
      }
    }
    whole.add(bin);
    return whole;
  }

  private boolean isOne(Bin bin) {
    return grid && bin.to - bin.from <= 1;
  }

  private NumberMarginal marginal(List<Bin> bins, double origin, double quantum) {
    int n = sorted.length;
    double tail = 0.5 / (n + 1.0);
    double gaps = bins.stream().filter(b -> b.rows == 0).mapToDouble(b -> b.to - b.from).sum();
    double unseen = gaps > 0 ? 1 / (n + 1.0) : 0;
    double[] edges = new double[bins.size() + 1];
    double[] masses = new double[bins.size()];
    for (int b = 0; b < masses.length; b++) {
      Bin bin = bins.get(b);
      edges[b] = bin.from;
      edges[b + 1] = bin.to;
      masses[b] =
          bin.rows > 0
              ? (1 - 2 * tail - unseen) * bin.rows / n
              : unseen * (bin.to - bin.from) / gaps;
    }
    double least = grid ? 1 : LEAST_SCALE * (edges[masses.length] - edges[0]);
    return new NumberMarginal(
        origin,
        quantum,
        edges,
        masses,
        tail,
        Math.max(least, excess(0, -1)),
        Math.max(least, excess(n - 1, 1)));
  }

  /**
   * Returns the scale of a tail, which falls as fast as the outermost numbers: their mean distance
   * from the quantile that cuts them off.
   */
  private double excess(int end, int sign) {
    int count = Math.max(1, sorted.length / OUTERMOST);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += sign * (sorted[end - sign * i] - sorted[end - sign * count + sign]);
    }
    return sum / count;
  }
}

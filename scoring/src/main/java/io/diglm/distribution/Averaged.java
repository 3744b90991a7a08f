package io.diglm.distribution;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The average of K distributions of one family, such as those of K draws of its parameters: p(y) =
 * sum_k p_k(y) / K.
 *
 * @param parts p_k, at least one
 */
public record Averaged(List<Distribution> parts) implements Distribution {
  /** The score is integrated between the quantiles of these levels and of their complements. */
  private static final double[] LEVELS = {
    1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 0.004, 0.015, 0.04, 0.08, 0.14, 0.21, 0.28, 0.35, 0.42, 0.5
  };

  /** The most whole numbers that are summed one by one; wider ranges are integrated. */
  private static final int MOST_SUMMED = 1000;

  /** Of so many parts, evenly picked, the panels of the integral are made. */
  private static final int SOME = 9;

  /** Nodes and weights of the Gauss-Legendre rule with three points on [-1, 1]. */
  private static final double[] NODES = {-Math.sqrt(0.6), 0, Math.sqrt(0.6)};

  private static final double[] WEIGHTS = {5 / 9.0, 8 / 9.0, 5 / 9.0};

  public Averaged {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("parts must be at least 1, got 0");
    }
  }

  @Override
  public double mean() {
    return average(Distribution::mean);
  }

  @Override
  public double sd() {
    return Math.hypot(spread(), Math.sqrt(average(part -> part.sd() * part.sd())));
  }

  /** {@return the standard deviation of the means of the parts} */
  public double spread() {
    double mean = mean();
    return Math.sqrt(average(part -> (part.mean() - mean) * (part.mean() - mean)));
  }

  @Override
  public double logDensity(double y) {
    double[] terms = parts.stream().mapToDouble(part -> part.logDensity(y)).toArray();
    return LogSum.of(terms) - Math.log(terms.length);
  }

  @Override
  public int moments() {
    return parts.stream().mapToInt(Distribution::moments).min().orElseThrow();
  }

  @Override
  public double logBetween(double low, double high) {
    double[] terms = parts.stream().mapToDouble(part -> part.logBetween(low, high)).toArray();
    return LogSum.of(terms) - Math.log(terms.length);
  }

  @Override
  public double cdf(double y) {
    return average(part -> part.cdf(y));
  }

  @Override
  public double cdfBelow(double y) {
    return average(part -> part.cdfBelow(y));
  }

  /**
   * The quantile is solved for numerically between the least and the greatest quantile of the
   * parts.
   */
  @Override
  public double quantile(double p) {
    Checks.probability(p);
    if (costs()) {
      return tweedies().quantile(p);
    }
    double low = parts.stream().mapToDouble(part -> part.quantile(p)).min().orElseThrow();
    double high = parts.stream().mapToDouble(part -> part.quantile(p)).max().orElseThrow();
    if (low == high || Double.isInfinite(high) || Double.isInfinite(low)) {
      return p < 0.5 ? low : high;
    }
    if (counts()) {
      return Root.count(this::cdf, p, low / 2 + high / 2);
    }
    return Root.between(
        y -> cdf(y) - p,
        (y, excess) -> excess / Math.exp(logDensity(y)),
        low,
        high,
        low / 2 + high / 2,
        0);
  }

  /**
   * The mean score of the parts minus the integral over t of the variance of P_k(Y &lt;= t) over
   * the parts. The integral is computed numerically, to about 1e-6 of the standard deviation. Of
   * costs the score has a formula of all parts.
   */
  @Override
  public double crps(double y) {
    if (costs()) {
      return tweedies().crps(y);
    }
    return average(part -> part.crps(y)) - disagreement();
  }

  private double disagreement() {
    double[] ends = ends();
    double low = ends[0];
    double high = ends[ends.length - 1];
    double sum = 0;
    if (counts() && high - low <= MOST_SUMMED) {
      for (double k = Math.floor(low); k <= high; k++) {
        sum += variance(k);
      }
      return sum;
    }
    for (int panel = 1; panel < ends.length; panel++) {
      double half = (ends[panel] - ends[panel - 1]) / 2;
      for (int i = 0; i < NODES.length; i++) {
        sum += half * WEIGHTS[i] * variance(ends[panel - 1] + half * (1 + NODES[i]));
      }
    }
    return sum;
  }

  /** The ends of the panels: means of the quantiles of some parts, and the outermost of all. */
  private double[] ends() {
    int half = LEVELS.length;
    double[] ends = new double[2 * half - 1];
    Averaged some = new Averaged(some());
    for (int i = 1; i < half; i++) {
      double level = LEVELS[i];
      ends[i] = some.average(part -> part.quantile(level));
      ends[ends.length - 1 - i] = some.average(part -> part.quantile(1 - level));
    }
    ends[0] = parts.stream().mapToDouble(part -> part.quantile(LEVELS[0])).min().orElseThrow();
    ends[ends.length - 1] =
        parts.stream().mapToDouble(part -> part.quantile(1 - LEVELS[0])).max().orElseThrow();
    return ends;
  }

  /** Where the panels end does not matter much, and quantiles are what costs most. */
  private List<Distribution> some() {
    int size = Math.min(SOME, parts.size());
    return IntStream.range(0, size)
        .mapToObj(i -> parts.get((2 * i + 1) * parts.size() / (2 * size)))
        .toList();
  }

  private double variance(double t) {
    double[] values = parts.stream().mapToDouble(part -> part.cdf(t)).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(p -> (p - mean) * (p - mean)).sum() / values.length;
  }

  private boolean costs() {
    return parts.stream().allMatch(Tweedie.class::isInstance);
  }

  private TweedieAverage tweedies() {
    return new TweedieAverage(parts.stream().map(Tweedie.class::cast).toList());
  }

  /** {@return whether y is a count, 0, 1, 2, ...} */
  public boolean counts() {
    return parts.get(0) instanceof Poisson
        || parts.get(0) instanceof NegativeBinomial
        || parts.get(0) instanceof ZeroInflated;
  }

  private double average(ToDoubleFunction<Distribution> value) {
    return parts.stream().mapToDouble(value).sum() / parts.size();
  }
}

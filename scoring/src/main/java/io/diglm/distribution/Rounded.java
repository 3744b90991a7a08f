package io.diglm.distribution;

/**
 * A mixture of normals X rounded to whole numbers: P(Y = k) = F(k + 1/2) - F(k - 1/2) for every
 * whole number k, where F is the distribution function of X. It is a probability, so ties of y
 * cannot make it grow without bound.
 */
public record Rounded(NormalMixture latent) implements Distribution {
  /**
   * From this standard deviation on, sums over whole numbers equal integrals, to about exp(-2 pi^2
   * sd^2).
   */
  private static final double WIDE = 2;

  /**
   * Beyond this many standard deviations, the mass of a normal is too small to change 1 in double
   * precision.
   */
  private static final double FAR = 9;

  /** The most whole numbers that are summed one by one. */
  private static final double MOST_TERMS = 1e4;

  @Override
  public double mean() {
    double sum = 0;
    for (int k = 0; k < latent.means().length; k++) {
      sum += weight(k) * moment(k, 0);
    }
    return sum;
  }

  @Override
  public double sd() {
    double mean = mean();
    double sum = 0;
    for (int k = 0; k < latent.means().length; k++) {
      double shift = moment(k, 0) - mean;
      sum += weight(k) * (moment(k, 1) + shift * shift);
    }
    return Math.sqrt(sum);
  }

  @Override
  public double logDensity(double y) {
    if (y != Math.rint(y) || Double.isInfinite(y)) {
      return Double.NEGATIVE_INFINITY;
    }
    double[] terms = new double[latent.means().length];
    for (int k = 0; k < terms.length; k++) {
      terms[k] = latent.logWeights()[k] + logMass(y - latent.means()[k], latent.sds()[k]);
    }
    return LogSum.of(terms);
  }

  @Override
  public double cdf(double y) {
    return latent.cdf(Math.floor(y) + 0.5);
  }

  @Override
  public double cdfBelow(double y) {
    return latent.cdf(Math.ceil(y) - 0.5);
  }

  @Override
  public double quantile(double p) {
    double x = latent.quantile(p);
    if (Double.isInfinite(x)) {
      return x;
    }
    double y = Math.ceil(x - 0.5);
    // The latent quantile has a rounding error, which matters only if p is exactly the level of a
    // step.
    if (cdfBelow(y) >= p) {
      return y - 1;
    }
    return cdf(y) < p ? y + 1 : y;
  }

  /**
   * The sum over whole k of (F(k + 1/2) - 1{y &lt;= k})^2, plus the distance of y to the next whole
   * number. If this needs over 10^4 terms, the score of X is used instead, which then differs by
   * less than 10^-6 standard deviations.
   */
  @Override
  public double crps(double y) {
    double low = Math.min(Math.floor(y), end(-1));
    double high = Math.max(Math.ceil(y), end(1));
    if (high - low > MOST_TERMS) {
      return latent.crps(y);
    }
    double sum = 0;
    for (double k = low; k < high; k++) {
      double below = latent.cdf(k + 0.5);
      double share = Math.max(0, Math.min(1, y - k)); // the part of [k, k + 1] below y
      sum += share * below * below + (1 - share) * (1 - below) * (1 - below);
    }
    return sum;
  }

  /** Returns the whole number beyond which no component has mass, on this side. */
  private double end(int side) {
    double end = side * Double.NEGATIVE_INFINITY;
    for (int k = 0; k < latent.means().length; k++) {
      double far = latent.means()[k] + side * (FAR * latent.sds()[k] + 1);
      end = side > 0 ? Math.max(end, Math.ceil(far)) : Math.min(end, Math.floor(far));
    }
    return end;
  }

  /** Returns the mean (order 0) or the variance (order 1) of a rounded component. */
  private double moment(int k, int order) {
    double mean = latent.means()[k];
    double sd = latent.sds()[k];
    if (sd > WIDE) {
      return order == 0 ? mean : sd * sd + 1 / 12.0; // Sheppard's correction
    }
    double first = 0;
    double second = 0;
    double reach = Math.ceil(FAR * sd) + 1;
    for (double step = -reach; step <= reach; step++) {
      double mass = Math.exp(logMass(Math.rint(mean) + step - mean, sd));
      first += mass * step;
      second += mass * step * step;
    }
    return order == 0 ? Math.rint(mean) + first : second - first * first;
  }

  /** Returns log(Phi((d + 1/2) / sd) - Phi((d - 1/2) / sd)), from the lower tail. */
  private static double logMass(double distance, double sd) {
    double far = -Math.abs(distance);
    double upper = StandardNormal.logCdf((far + 0.5) / sd);
    double lower = StandardNormal.logCdf((far - 0.5) / sd);
    return upper + Math.log(-Math.expm1(lower - upper));
  }

  private double weight(int k) {
    return Math.exp(latent.logWeights()[k]);
  }
}

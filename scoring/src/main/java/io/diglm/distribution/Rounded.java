package io.diglm.distribution;

/**
 * A mixture of normals X rounded to whole numbers: P(Y = k) = F(k + 1/2) - F(k - 1/2) for every
 * whole number k, where F is the distribution function of X. It is a probability, so ties of y
 * cannot make it grow without bound.
 *
 * @param latent the distribution of X
 */
public record Rounded(NormalMixture latent) implements Distribution {
  /**
   * From this standard deviation on, moments are computed by a Fourier series. Below it, the series
   * has more terms than there are whole numbers with a mass.
   */
  private static final double NARROW = 0.25;

  /** The most terms of the series. At the least standard deviation, the next would be 5e-20. */
  private static final int TERMS = 5;

  /** Smaller terms do not change a moment in double precision. */
  private static final double NOTHING = 1e-18;

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
      sum += weight(k) * moments(k).mean();
    }
    return sum;
  }

  @Override
  public double sd() {
    int count = latent.means().length;
    Moments[] moments = new Moments[count];
    double mean = 0;
    for (int k = 0; k < count; k++) {
      moments[k] = moments(k);
      mean += weight(k) * moments[k].mean();
    }
    double sum = 0;
    for (int k = 0; k < count; k++) {
      double shift = moments[k].mean() - mean;
      sum += weight(k) * (moments[k].variance() + shift * shift);
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

  /** The mean and the variance of a rounded component. */
  private record Moments(double mean, double variance) {}

  private Moments moments(int k) {
    double mean = latent.means()[k];
    double sd = latent.sds()[k];
    return sd < NARROW ? summed(mean, sd) : series(mean, sd);
  }

  private static Moments summed(double mean, double sd) {
    double first = 0;
    double second = 0;
    double reach = Math.ceil(FAR * sd) + 1;
    for (double step = -reach; step <= reach; step++) {
      double mass = Math.exp(logMass(Math.rint(mean) + step - mean, sd));
      first += mass * step;
      second += mass * step * step;
    }
    return new Moments(Math.rint(mean) + first, second - first * first);
  }

  /**
   * Rounding adds a sawtooth s to x, with s = sum_k (-1)^k sin(2 pi k x) / (pi k) and s^2 = 1/12 +
   * sum_k (-1)^k cos(2 pi k x) / (pi k)^2. Over a normal distribution, the means of sin and cos are
   * those at its mean times exp(-2 pi^2 k^2 sd^2), and that of (x - mean) s follows by Stein's
   * identity. Without the sums this is Sheppard's correction.
   */
  private static Moments series(double mean, double sd) {
    double variance = sd * sd;
    double distance = mean - Math.rint(mean);
    double added = 0;
    double more = variance + 1 / 12.0;
    for (int k = 1; k <= TERMS; k++) {
      double turn = 2 * Math.PI * k;
      double damped = Math.exp(-0.5 * variance * turn * turn) * (k % 2 == 0 ? 1 : -1);
      if (Math.abs(damped) < NOTHING) {
        break;
      }
      added += damped * Math.sin(turn * distance) * 2 / turn;
      more += damped * Math.cos(turn * distance) * 4 * (variance + 1 / (turn * turn));
    }
    return new Moments(mean + added, more - added * added);
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

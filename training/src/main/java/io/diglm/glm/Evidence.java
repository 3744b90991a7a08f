package io.diglm.glm;

import java.util.function.BooleanSupplier;

/**
 * The marginal likelihood of a Gaussian GLM with its coefficients integrated out, and the prior
 * precision and noise that maximise it (MacKay 1992, "Bayesian interpolation").
 *
 * <p>log p(y | Z) = log N(y; 0, sigma0^2 I + Phi Phi^T / alpha) (Nalisnick et al. 2019, equation
 * 13), by Woodbury and the determinant lemma in O(N C^2 + C^3).
 *
 * @param prior alpha
 * @param noise sigma0^2, in units of the standardised target squared; 1 where rows have their own
 */
public record Evidence(double prior, double noise) {
  /** Where no data has spoken. */
  public static final Evidence START = new Evidence(1, 1);

  /**
   * Precisions stay in [1e-6, 1e6]: a prior deviation between 0.001 and 1,000 target deviations.
   */
  private static final double LEAST_PRIOR = 1e-6;

  private static final double MOST_PRIOR = 1e6;

  /** Noise stays in [1e-8, 1e8]: a deviation between 1e-4 and 1e4 target deviations. */
  private static final double LEAST_NOISE = 1e-8;

  private static final double MOST_NOISE = 1e8;

  private static final double TOLERANCE = 1e-8;

  /**
   * {@return the posterior of the coefficients}
   *
   * @param sums over the training rows
   */
  public GaussianPosterior posterior(NormalEquations sums) {
    double[] gram = sums.gram();
    double[] moment = sums.moment();
    if (noise != 1) {
      for (int i = 0; i < gram.length; i++) {
        gram[i] /= noise;
      }
      for (int i = 0; i < moment.length; i++) {
        moment[i] /= noise;
      }
    }
    return GaussianPosterior.of(prior, gram, moment);
  }

  /**
   * {@return log p(y | Z) in nats}
   *
   * @param sums with weights of 1, or 1 / sigma_n^2 and a {@link #noise} of 1; their values are
   *     half the log weights
   */
  public double logMarginal(NormalEquations sums) {
    GaussianPosterior posterior = posterior(sums);
    double fit = sums.squares() / noise - posterior.explained();
    double volume = posterior.logDet() - sums.size() * Math.log(prior);
    return -0.5 * (sums.rows() * Math.log(2 * Math.PI * noise) + volume + fit) + sums.value();
  }

  /**
   * Moves both towards the maximum of the evidence: alpha = gamma / |m|^2, sigma0^2 = residual / (N
   * - gamma), gamma the number of coefficients that the data determine.
   *
   * @param sums over the training rows
   * @param commonNoise whether there is one sigma0 to learn
   * @param most steps
   * @return the improved evidence
   */
  public Evidence improved(NormalEquations sums, boolean commonNoise, int most) {
    return improved(sums, commonNoise, most, () -> false);
  }

  /**
   * Moves both as {@link #improved(NormalEquations, boolean, int)} does, as long as there is time.
   *
   * @param sums over the training rows
   * @param commonNoise whether there is one sigma0 to learn
   * @param most steps
   * @param late whether to end with what there is; asked after every step
   * @return the improved evidence
   */
  public Evidence improved(
      NormalEquations sums, boolean commonNoise, int most, BooleanSupplier late) {
    Evidence now = this;
    for (int step = 0; step < most && !(step > 0 && late.getAsBoolean()); step++) {
      Evidence next = now.step(sums, commonNoise);
      double moved =
          Math.abs(Math.log(next.prior / now.prior)) + Math.abs(Math.log(next.noise / now.noise));
      now = next;
      if (moved < TOLERANCE) {
        break;
      }
    }
    return now;
  }

  private Evidence step(NormalEquations sums, boolean commonNoise) {
    GaussianPosterior posterior = posterior(sums);
    double determined = sums.size() - prior * posterior.trace();
    double nextPrior = clamp(determined / posterior.squaredMean(), LEAST_PRIOR, MOST_PRIOR);
    if (!commonNoise) {
      return new Evidence(nextPrior, noise);
    }
    double[] mean = posterior.mean();
    double[] gram = sums.gram();
    double[] moment = sums.moment();
    double residual = sums.squares();
    for (int i = 0; i < mean.length; i++) {
      double row = 0;
      for (int j = 0; j < mean.length; j++) {
        row += gram[i * mean.length + j] * mean[j];
      }
      residual += mean[i] * (row - 2 * moment[i]);
    }
    double free = Math.max(sums.rows() - determined, 1e-3 * sums.rows());
    return new Evidence(nextPrior, clamp(residual / free, LEAST_NOISE, MOST_NOISE));
  }

  /** Neither 0 nor infinity, nor what 0 / 0 gives, is a precision. */
  private static double clamp(double value, double least, double most) {
    return value >= least ? Math.min(value, most) : Double.isNaN(value) ? most : least;
  }
}

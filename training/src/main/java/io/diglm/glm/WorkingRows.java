package io.diglm.glm;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import java.util.Arrays;

/**
 * What a row adds to the {@link NormalEquations}: a weighted least-squares problem that is exact
 * for a Gaussian, and the local quadratic model of the log-likelihood for classes (iteratively
 * reweighted least squares; Jaakkola and Jordan 2000 for the bound).
 */
public final class WorkingRows {
  private final HeadConfig head;
  private final boolean commonNoise;
  private final int predictors;
  private final int width;

  /**
   * Prepares for sums from which a Gaussian's one noise, if it has one, is to be learned.
   *
   * @param head with a method other than NONE and ELBO
   * @param dimension D
   */
  public WorkingRows(HeadConfig head, int dimension) {
    this(head, dimension, head.dispersion() == Dispersion.CONSTANT);
  }

  private WorkingRows(HeadConfig head, int dimension, boolean commonNoise) {
    this.head = head;
    this.commonNoise = commonNoise && head.family() == FamilyName.GAUSSIAN;
    predictors = head.uncertainPredictors();
    width = dimension + 1;
  }

  /** Returns the method. */
  Bayes bayes() {
    return head.bayes();
  }

  /** {@return R} */
  public int predictors() {
    return predictors;
  }

  /** {@return C} */
  public int width() {
    return width;
  }

  /** {@return whether further passes with a better posterior change the sums} */
  public boolean iterative() {
    return switch (head.bayes()) {
      case CONJUGATE -> false;
      case BOUND, LAPLACE -> true;
      case NONE, AUTO, ELBO -> throw new IllegalStateException("no sums for " + head.bayes());
    };
  }

  /**
   * Prepares for sums that are weighted by the noise the head has learned.
   *
   * @param head of the model
   * @param dimension D, the width of z
   * @return what turns rows into sums
   */
  public static WorkingRows withKnownNoise(HeadConfig head, int dimension) {
    return new WorkingRows(head, dimension, false);
  }

  /** {@return whether one noise is to be learned for all rows, by the evidence} */
  public boolean commonNoise() {
    return commonNoise;
  }

  /**
   * {@return the sums over rows with a target}
   *
   * @param latent z (N, D)
   * @param eta linear predictors (N, P)
   * @param y targets (N) in the user's units, NaN where missing
   * @param rows N
   * @param about where log-likelihoods are expanded (RC), and with what spread
   * @param mean coefficients about which log-likelihoods are expanded (RC)
   */
  public NormalEquations sums(
      float[] latent, double[] eta, double[] y, int rows, GaussianPosterior about, double[] mean) {
    double[] ones = new double[rows];
    Arrays.fill(ones, 1);
    return sums(latent, eta, y, ones, new double[0], about, mean);
  }

  /**
   * {@return the sums over rows with a target that count by their weights}
   *
   * @param latent z (N, D)
   * @param eta linear predictors (N, P)
   * @param y targets (N) in the user's units, NaN where missing
   * @param counts the weights (N)
   * @param offsets known parts of the location (N); empty if there are none
   * @param about with what spread log-likelihoods are expanded
   * @param mean coefficients about which they are expanded (RC)
   */
  public NormalEquations sums(
      float[] latent,
      double[] eta,
      double[] y,
      double[] counts,
      double[] offsets,
      GaussianPosterior about,
      double[] mean) {
    NormalEquations sums = new NormalEquations(predictors, width);
    double[] phi = new double[width];
    phi[width - 1] = 1;
    for (int row = 0; row < counts.length; row++) {
      if (Double.isNaN(y[row]) || counts[row] == 0) {
        continue;
      }
      for (int i = 0; i < width - 1; i++) {
        phi[i] = latent[row * (width - 1) + i];
      }
      double known = offsets.length == 0 ? 0 : head.standardisedOffset(offsets[row]);
      add(sums, counts[row], known, phi, eta, row * head.predictors(), y[row], about, mean);
    }
    return sums;
  }

  private void add(
      NormalEquations sums,
      double count,
      double known,
      double[] phi,
      double[] eta,
      int offset,
      double y,
      GaussianPosterior about,
      double[] mean) {
    switch (head.bayes()) {
      case CONJUGATE -> conjugate(sums, count, known, phi, eta[offset + 1], y);
      case BOUND -> bound(sums, count, known, phi, y, about);
      case LAPLACE -> {
        if (head.definition().ordered()) {
          cumulative(sums, count, known, phi, eta, offset, (int) y, mean);
        } else if (predictors == 1) {
          logistic(sums, count, known, phi, y, mean);
        } else {
          softmax(sums, count, phi, (int) y, mean);
        }
      }
      case NONE, AUTO, ELBO -> throw new IllegalStateException("no sums for " + head.bayes());
    }
  }

  private void conjugate(
      NormalEquations sums, double count, double known, double[] phi, double logSd, double y) {
    double standardised = head.standardised(y) - known;
    double logWeight = commonNoise ? 0 : -2 * Math.log(Bounds.scale(logSd));
    double weight = Math.exp(logWeight);
    double response = weight * standardised;
    sums.add(
        count,
        phi,
        new double[] {weight},
        new double[] {response},
        response * standardised,
        logWeight / 2);
  }

  /** log sigma(a) >= log sigma(xi) + (a - xi) / 2 - l(xi) (a^2 - xi^2), l = tanh(xi/2) / (4 xi). */
  private static void bound(
      NormalEquations sums,
      double count,
      double known,
      double[] phi,
      double y,
      GaussianPosterior about) {
    double mean = dot(about.mean(), 0, phi) + known;
    double xi = Math.sqrt(about.variance(phi, 0) + mean * mean);
    double slope = xi < 1e-6 ? 0.125 : Math.tanh(xi / 2) / (4 * xi);
    double value = -Bounds.softplus(-xi) + (y - 0.5) * mean - xi / 2;
    sums.add(
        count, phi, new double[] {2 * slope}, new double[] {y - 0.5 - 2 * slope * known}, 0, value);
  }

  private static void logistic(
      NormalEquations sums, double count, double known, double[] phi, double y, double[] mean) {
    double own = dot(mean, 0, phi);
    double a = own + known;
    double p = 1 / (1 + Math.exp(-a));
    double weight = p * (1 - p);
    double value = -Bounds.softplus(y == 1 ? -a : a);
    sums.add(count, phi, new double[] {weight}, new double[] {weight * own + y - p}, 0, value);
  }

  /**
   * With P(y &lt;= k) = s(theta_k - a) the slope of the log-likelihood by a is s(upper) + s(lower)
   * - 1, at the thresholds about y, and its curvature s'(upper) + s'(lower) (McCullagh 1980).
   */
  private void cumulative(
      NormalEquations sums,
      double count,
      double known,
      double[] phi,
      double[] eta,
      int offset,
      int y,
      double[] mean) {
    double own = dot(mean, 0, phi);
    double[] moved = Arrays.copyOfRange(eta, offset, offset + head.predictors());
    moved[0] = own + known;
    Distribution ranks = head.distribution(moved, 0);
    double upper = ranks.cdf(y);
    double lower = ranks.cdfBelow(y);
    double weight = upper * (1 - upper) + lower * (1 - lower);
    double response = weight * own + upper + lower - 1;
    sums.add(count, phi, new double[] {weight}, new double[] {response}, 0, ranks.logDensity(y));
  }

  private void softmax(NormalEquations sums, double count, double[] phi, int y, double[] mean) {
    double[] a = new double[predictors];
    Arrays.setAll(a, r -> dot(mean, r * width, phi));
    double most = Arrays.stream(a).max().orElse(0);
    double[] p = Arrays.stream(a).map(v -> Math.exp(v - most)).toArray();
    double total = Arrays.stream(p).sum();
    double expected = 0;
    for (int r = 0; r < predictors; r++) {
      p[r] /= total;
      expected += p[r] * a[r];
    }
    double[] weight = new double[predictors * predictors];
    double[] response = new double[predictors];
    for (int r = 0; r < predictors; r++) {
      for (int s = 0; s < predictors; s++) {
        weight[r * predictors + s] = (r == s ? p[r] : 0) - p[r] * p[s];
      }
      response[r] = p[r] * (a[r] - expected) + (r == y ? 1 : 0) - p[r];
    }
    sums.add(count, phi, weight, response, 0, a[y] - most - Math.log(total));
  }

  private static double dot(double[] coefficients, int from, double[] phi) {
    double sum = 0;
    for (int i = 0; i < phi.length; i++) {
      sum += coefficients[from + i] * phi[i];
    }
    return sum;
  }
}

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
   * @param rows N, with z of this dimension
   * @param about with what spread log-likelihoods are expanded
   * @param mean coefficients about which they are expanded (RC)
   */
  public NormalEquations sums(SeenRows rows, GaussianPosterior about, double[] mean) {
    NormalEquations sums = new NormalEquations(predictors, width);
    Point point = new Point(new double[width], new double[head.predictors()]);
    for (int row = 0; row < rows.weights().length; row++) {
      if (rows.counts(row)) {
        point.take(rows, row, head);
        add(sums, point, about, mean);
      }
    }
    return sums;
  }

  /** The row whose turn it is. */
  private static final class Point {
    /** z and 1. */
    final double[] phi;

    final double[] eta;
    double count;
    double known;
    double y;

    Point(double[] phi, double[] eta) {
      this.phi = phi;
      this.eta = eta;
    }

    void take(SeenRows rows, int row, HeadConfig head) {
      int dimension = phi.length - 1;
      for (int i = 0; i < dimension; i++) {
        phi[i] = rows.latent()[row * dimension + i];
      }
      phi[dimension] = 1;
      System.arraycopy(rows.eta(), row * eta.length, eta, 0, eta.length);
      count = rows.weights()[row];
      known = rows.offsets().length == 0 ? 0 : head.standardisedOffset(rows.offsets()[row]);
      y = rows.y()[row];
    }

    /** Adds its square, where the head has one location. */
    void addTo(NormalEquations sums, double weight, double response, double square, double value) {
      sums.add(count, phi, new double[] {weight}, new double[] {response}, square, value);
    }
  }

  private void add(NormalEquations sums, Point row, GaussianPosterior about, double[] mean) {
    switch (head.bayes()) {
      case CONJUGATE -> conjugate(sums, row);
      case BOUND -> bound(sums, row, about);
      case LAPLACE -> {
        if (head.definition().ordered()) {
          cumulative(sums, row, mean);
        } else if (predictors == 1) {
          logistic(sums, row, mean);
        } else {
          softmax(sums, row, mean);
        }
      }
      case NONE, AUTO, ELBO -> throw new IllegalStateException("no sums for " + head.bayes());
    }
  }

  private void conjugate(NormalEquations sums, Point row) {
    double standardised = head.standardised(row.y) - row.known;
    double logWeight = commonNoise ? 0 : -2 * Math.log(Bounds.scale(row.eta[1]));
    double weight = Math.exp(logWeight);
    double response = weight * standardised;
    row.addTo(sums, weight, response, response * standardised, logWeight / 2);
  }

  /** log sigma(a) >= log sigma(xi) + (a - xi) / 2 - l(xi) (a^2 - xi^2), l = tanh(xi/2) / (4 xi). */
  private static void bound(NormalEquations sums, Point row, GaussianPosterior about) {
    double mean = dot(about.mean(), 0, row.phi) + row.known;
    double xi = Math.sqrt(about.variance(row.phi, 0) + mean * mean);
    double slope = xi < 1e-6 ? 0.125 : Math.tanh(xi / 2) / (4 * xi);
    double value = -Bounds.softplus(-xi) + (row.y - 0.5) * mean - xi / 2;
    row.addTo(sums, 2 * slope, row.y - 0.5 - 2 * slope * row.known, 0, value);
  }

  private static void logistic(NormalEquations sums, Point row, double[] mean) {
    double own = dot(mean, 0, row.phi);
    double a = own + row.known;
    double p = 1 / (1 + Math.exp(-a));
    double weight = p * (1 - p);
    double value = -Bounds.softplus(row.y == 1 ? -a : a);
    row.addTo(sums, weight, weight * own + row.y - p, 0, value);
  }

  /**
   * With P(y &lt;= k) = s(theta_k - a) the slope of the log-likelihood by a is s(upper) + s(lower)
   * - 1, at the thresholds about y, and its curvature s'(upper) + s'(lower) (McCullagh 1980).
   */
  private void cumulative(NormalEquations sums, Point row, double[] mean) {
    double own = dot(mean, 0, row.phi);
    double[] moved = row.eta.clone();
    moved[0] = own + row.known;
    Distribution ranks = head.distribution(moved, 0);
    double upper = ranks.cdf(row.y);
    double lower = ranks.cdfBelow(row.y);
    double weight = upper * (1 - upper) + lower * (1 - lower);
    double response = weight * own + upper + lower - 1;
    row.addTo(sums, weight, response, 0, ranks.logDensity(row.y));
  }

  private void softmax(NormalEquations sums, Point row, double[] mean) {
    int y = (int) row.y;
    double[] a = new double[predictors];
    Arrays.setAll(a, r -> dot(mean, r * width, row.phi));
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
    sums.add(row.count, row.phi, weight, response, 0, a[y] - most - Math.log(total));
  }

  private static double dot(double[] coefficients, int from, double[] phi) {
    double sum = 0;
    for (int i = 0; i < phi.length; i++) {
      sum += coefficients[from + i] * phi[i];
    }
    return sum;
  }
}

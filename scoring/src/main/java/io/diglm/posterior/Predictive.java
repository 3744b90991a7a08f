package io.diglm.posterior;

import io.diglm.distribution.Averaged;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Normal;
import io.diglm.model.Bayes;
import io.diglm.model.HeadConfig;
import io.diglm.novelty.Uncertainty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** p(y|x) with the coefficients integrated out: the integral of p(y|eta) over their posterior. */
public final class Predictive {
  private Predictive() {}

  /**
   * Integrates over the coefficients: exactly for the conjugate posterior, otherwise by an average
   * over {@link NormalNodes}.
   *
   * @param head of the model
   * @param eta linear predictors of a row; the uncertain ones are means
   * @param covariance of the first R predictors (R, R)
   * @return p(y|x), and how much of its variance the posterior causes
   */
  public static Answered of(HeadConfig head, double[] eta, double[] covariance) {
    if (head.bayes() == Bayes.CONJUGATE) {
      return conjugate(head, (Normal) head.distribution(eta, 0), covariance[0]);
    }
    List<Distribution> parts = parts(head, eta, covariance);
    Distribution whole = Joined.of(parts);
    return whole instanceof ClassDistribution classes
        ? classes(parts, classes)
        : numbers(parts, whole);
  }

  private static Answered answered(Distribution whole, double noise, double model) {
    return new Answered(whole, Optional.of(new Uncertainty(noise, model)));
  }

  private static Answered conjugate(HeadConfig head, Normal given, double variance) {
    double model = head.scale() * Math.sqrt(variance);
    Normal whole = new Normal(given.mean(), Math.hypot(given.sd(), model));
    return answered(whole, given.sd(), model);
  }

  private static List<Distribution> parts(HeadConfig head, double[] eta, double[] covariance) {
    int predictors = (int) Math.sqrt(covariance.length);
    double[] factor = cholesky(covariance, predictors);
    List<Distribution> parts = new ArrayList<>();
    for (double[] node : NormalNodes.of(predictors)) {
      for (int sign = 1; sign >= -1; sign -= 2) {
        double[] drawn = eta.clone();
        for (int r = 0; r < predictors; r++) {
          for (int s = 0; s <= r; s++) {
            drawn[r] += sign * factor[r * predictors + s] * node[s];
          }
        }
        parts.add(head.distribution(drawn, 0));
      }
    }
    return parts;
  }

  private static Answered classes(List<Distribution> parts, ClassDistribution whole) {
    double entropy = 0;
    for (Distribution part : parts) {
      entropy += ((ClassDistribution) part).entropy() / parts.size();
    }
    return answered(whole, entropy, Math.max(0, whole.entropy() - entropy));
  }

  private static Answered numbers(List<Distribution> parts, Distribution whole) {
    Averaged averaged = new Averaged(parts);
    double model = averaged.spread();
    double sd = averaged.sd();
    double noise = Math.sqrt(Math.max(0, sd * sd - model * model));
    return answered(whole, noise, model);
  }

  /** Lower triangular L with L L^T = covariance. Zero pivots stay zero. */
  private static double[] cholesky(double[] covariance, int n) {
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = covariance[i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= l[i * n + k] * l[j * n + k];
        }
        double pivot = l[j * n + j];
        l[i * n + j] = i == j ? Math.sqrt(Math.max(0, sum)) : pivot > 0 ? sum / pivot : 0;
      }
    }
    return l;
  }
}

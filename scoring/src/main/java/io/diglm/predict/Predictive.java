package io.diglm.predict;

import io.diglm.distribution.Averaged;
import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.Categorical;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Normal;
import io.diglm.distribution.NormalMixture;
import io.diglm.model.Bayes;
import io.diglm.model.HeadConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * p(y|x) with the coefficients integrated out, and its uncertainty in two parts.
 *
 * @param distribution of y: the integral of p(y|eta) over eta ~ N(mean, covariance)
 * @param uncertainty the noise, and the uncertainty of the model
 */
record Predictive(Distribution distribution, Uncertainty uncertainty) {
  /**
   * Integrates over the coefficients: exactly for the conjugate posterior, otherwise by an average
   * over {@link NormalNodes}.
   *
   * @param eta linear predictors of a row; the uncertain ones are means
   * @param covariance of the first R predictors (R, R)
   */
  static Predictive of(HeadConfig head, double[] eta, double[] covariance) {
    if (head.bayes() == Bayes.CONJUGATE) {
      return conjugate(head, (Normal) head.distribution(eta, 0), covariance[0]);
    }
    List<Distribution> parts = parts(head, eta, covariance);
    return parts.get(0) instanceof ClassDistribution ? classes(parts) : numbers(parts);
  }

  private static Predictive conjugate(HeadConfig head, Normal given, double variance) {
    double model = head.scale() * Math.sqrt(variance);
    Normal whole = new Normal(given.mean(), Math.hypot(given.sd(), model));
    return new Predictive(whole, new Uncertainty(given.sd(), model));
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

  private static Predictive classes(List<Distribution> parts) {
    int count = ((ClassDistribution) parts.get(0)).classes();
    double[] probabilities = new double[count];
    double entropy = 0;
    for (Distribution part : parts) {
      ClassDistribution classes = (ClassDistribution) part;
      entropy += classes.entropy() / parts.size();
      for (int k = 0; k < count; k++) {
        probabilities[k] += classes.probability(k) / parts.size();
      }
    }
    double[] logits = Arrays.stream(probabilities).map(Predictive::log).toArray();
    ClassDistribution whole =
        parts.get(0) instanceof Bernoulli
            ? new Bernoulli(logits[1] - logits[0])
            : Categorical.ofLogits(logits);
    double information = Math.max(0, whole.entropy() - entropy);
    return new Predictive(whole, new Uncertainty(entropy, information));
  }

  private static double log(double probability) {
    return Math.log(Math.max(probability, Double.MIN_NORMAL));
  }

  private static Predictive numbers(List<Distribution> parts) {
    Averaged averaged = new Averaged(parts);
    double model = averaged.spread();
    double whole = averaged.sd();
    double noise = Math.sqrt(Math.max(0, whole * whole - model * model));
    return new Predictive(joined(averaged), new Uncertainty(noise, model));
  }

  /** An average of normals, or of mixtures of normals, is a mixture, which has closed forms. */
  private static Distribution joined(Averaged averaged) {
    List<NormalMixture> mixtures = new ArrayList<>();
    for (Distribution part : averaged.parts()) {
      if (part instanceof Normal normal) {
        mixtures.add(
            NormalMixture.ofLogits(
                new double[1], new double[] {normal.mean()}, new double[] {normal.sd()}));
      } else if (part instanceof NormalMixture mixture) {
        mixtures.add(mixture);
      } else {
        return averaged;
      }
    }
    return NormalMixture.ofLogits(
        mixtures.stream().flatMapToDouble(m -> Arrays.stream(m.logWeights())).toArray(),
        mixtures.stream().flatMapToDouble(m -> Arrays.stream(m.means())).toArray(),
        mixtures.stream().flatMapToDouble(m -> Arrays.stream(m.sds())).toArray());
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

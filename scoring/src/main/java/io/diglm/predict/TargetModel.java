package io.diglm.predict;

import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.TensorData;
import io.diglm.posterior.Answered;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.posterior.Predictive;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * p(y|z) of one network: the head, with its coefficients as a single estimate or integrated out.
 *
 * @param head the head
 * @param dimension D
 * @param posterior the posterior of its coefficients, if there is one
 */
record TargetModel(HeadConfig head, int dimension, Optional<CoefficientPosterior> posterior) {
  static TargetModel of(Manifest manifest, Map<String, TensorData> weights) {
    int dimension = manifest.schema().dimension();
    return new TargetModel(
        manifest.head(), dimension, CoefficientPosterior.of(manifest.head(), dimension, weights));
  }

  /** Replaces the uncertain predictors of N rows by their posterior means, in double precision. */
  void refine(Features features) {
    if (posterior.isEmpty()) {
      return;
    }
    for (int row = 0; row * dimension < features.latent().length; row++) {
      posterior
          .get()
          .means(features.latent(), row * dimension, features.eta(), row * head.predictors());
    }
  }

  /**
   * Returns p(y|z) of a row of refined predictors, with its uncertainty if there is a posterior.
   */
  Answered answer(Features features, int row) {
    int from = row * head.predictors();
    if (posterior.isEmpty()) {
      return Answered.certain(head.distribution(features.eta(), from));
    }
    double[] own = Arrays.copyOfRange(features.eta(), from, from + head.predictors());
    double[] covariance = posterior.get().covariance(features.latent(), row * dimension);
    return Predictive.of(head, own, covariance);
  }
}

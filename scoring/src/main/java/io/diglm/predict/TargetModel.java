package io.diglm.predict;

import io.diglm.distribution.Distribution;
import io.diglm.model.HeadConfig;
import io.diglm.model.ModelFile;
import java.util.Arrays;
import java.util.Optional;

/**
 * p(y|z): the head, with its coefficients as a single estimate or integrated out.
 *
 * @param head the head
 * @param dimension D
 * @param posterior the posterior of its coefficients, if there is one
 */
record TargetModel(HeadConfig head, int dimension, Optional<CoefficientPosterior> posterior) {
  static TargetModel of(ModelFile file) {
    return new TargetModel(
        file.manifest().head(),
        file.manifest().schema().dimension(),
        CoefficientPosterior.of(file));
  }

  /** Replaces the uncertain predictors of N rows by their posterior means, in double precision. */
  void refine(float[] latent, double[] eta) {
    posterior.ifPresent(
        beliefs -> {
          for (int row = 0; row * dimension < latent.length; row++) {
            beliefs.means(latent, row * dimension, eta, row * head.predictors());
          }
        });
  }

  /** Returns p(y|z) of a row of refined predictors. */
  Distribution distribution(float[] latent, double[] eta, int row) {
    return predictive(latent, eta, row)
        .map(Predictive::distribution)
        .orElseGet(() -> head.distribution(eta, row * head.predictors()));
  }

  /** Returns p(y|z) of a row with both parts of its uncertainty; empty without a posterior. */
  Optional<Predictive> predictive(float[] latent, double[] eta, int row) {
    return posterior.map(
        beliefs -> {
          int from = row * head.predictors();
          double[] own = Arrays.copyOfRange(eta, from, from + head.predictors());
          return Predictive.of(head, own, beliefs.covariance(latent, row * dimension));
        });
  }
}

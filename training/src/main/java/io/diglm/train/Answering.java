package io.diglm.train;

import io.diglm.model.Bayes;
import io.diglm.model.HeadConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trained networks as they answer: with the posterior of their coefficients, if there is one.
 *
 * @param head of all networks
 */
record Answering(HeadConfig head, List<Trained> members) {
  /**
   * Infers the posterior of the coefficients, if there is to be one and there is time for it.
   *
   * @param cluster has the training rows, if they are not here
   */
  static Answering of(
      HeadConfig head,
      TrainingData data,
      List<Trained> trained,
      TimeLimit limit,
      Optional<Cluster> cluster,
      List<String> warnings,
      FitListener listener) {
    double rows = cluster.map(c -> c.totals().rowsOfShard()).orElse((double) data.train().length);
    if (!FittedPosterior.affordable(head, data, rows, trained.size(), limit)) {
      warnings.add(
          "the time limit left %.1f s, too little for a posterior of %d coefficients: p(y|x) has one estimate"
              .formatted(
                  Math.max(0, limit.left()), head.uncertainPredictors() * (data.dimension() + 1)));
      listener.warning(warnings.get(warnings.size() - 1));
      List<Trained> bare =
          trained.stream().map(m -> m.withWeights(FittedPosterior.bare(m.weights()))).toList();
      return new Answering(head.withoutPosterior(), bare);
    }
    if (head.bayes() != Bayes.NONE) {
      listener.stage("inferring the posterior");
    }
    List<Trained> complete = new ArrayList<>();
    for (Trained member : trained) {
      TimeLimit part = limit.part(1.0 / (trained.size() - complete.size()));
      FittedPosterior posterior = new FittedPosterior(member.flow(), head, data, part, cluster);
      complete.add(member.withWeights(posterior.complete(member.weights())));
    }
    return new Answering(head, complete);
  }
}

package io.diglm.train;

import io.diglm.glm.Evidence;
import io.diglm.glm.GaussianPosterior;
import io.diglm.glm.Head;
import io.diglm.glm.NormalEquations;
import io.diglm.glm.PosteriorMode;
import io.diglm.glm.WorkingRows;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.predict.Networks;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The posterior of the coefficients over all training rows, once the flow is trained (Nalisnick et
 * al. 2019, equation 5): one streaming pass for a Gaussian, a few for classes, in double precision.
 */
final class FittedPosterior {
  private static final int MOST_ROUNDS = 10;

  /** Rounds end when the prior precision moves by less than this share. */
  private static final double HELD = 0.01;

  private static final int EVIDENCE_STEPS = 100;

  /** Multiplications and additions a second that any machine does. */
  private static final double SPEED = 5e8;

  private final FlowConfig flow;
  private final HeadConfig head;
  private final TrainingData data;
  private final TimeLimit limit;
  private final Optional<Cluster> cluster;

  /**
   * Prepares.
   *
   * @param cluster has the training rows, if they are not here
   */
  FittedPosterior(
      FlowConfig flow,
      HeadConfig head,
      TrainingData data,
      TimeLimit limit,
      Optional<Cluster> cluster) {
    this.flow = flow;
    this.head = head;
    this.data = data;
    this.limit = limit;
    this.cluster = cluster;
  }

  /**
   * Returns whether there is time for the posteriors of so many networks: for two passes and four
   * inversions at least, where each is of K coefficients.
   *
   * @param rows that one machine adds up
   */
  static boolean affordable(
      HeadConfig head, TrainingData data, double rows, int networks, TimeLimit limit) {
    double k = (double) head.uncertainPredictors() * (data.dimension() + 1);
    boolean stored =
        switch (head.bayes()) {
          case NONE, AUTO, ELBO -> false;
          case CONJUGATE, BOUND, LAPLACE -> true;
        };
    double operations = networks * (rows * k * k + 4 * k * k * k);
    return !stored || operations / SPEED < limit.left();
  }

  /** Returns trained weights without what only training needs. */
  static Map<String, TensorData> bare(Map<String, TensorData> trained) {
    Map<String, TensorData> weights = new HashMap<>(trained);
    weights.keySet().removeIf(name -> name.startsWith(Head.TRAINING_ONLY));
    return weights;
  }

  /** Returns trained weights without what only training needs, and with the posterior. */
  Map<String, TensorData> complete(Map<String, TensorData> trained) {
    Map<String, TensorData> weights = bare(trained);
    return switch (head.bayes()) {
      case NONE, AUTO -> weights;
      case ELBO -> ElboPosterior.of(head, data.labelled(), trained, weights);
      case CONJUGATE, BOUND, LAPLACE -> inferred(weights);
    };
  }

  private Map<String, TensorData> inferred(Map<String, TensorData> weights) {
    try (Scorer scorer = Networks.scorer(flow, head, data.encoder().schema(), weights)) {
      PosteriorSums here = new PosteriorSums(head, data, scorer);
      WorkingRows working = here.working();
      PosteriorMode.Pass pass = cluster.map(c -> across(c, weights, working)).orElse(here);
      double[] start = StoredPosterior.coefficients(head, weights, data.dimension());
      if (working.iterative()) {
        GaussianPosterior posterior = iterated(working, pass, start);
        return StoredPosterior.with(head, weights, posterior, OptionalDouble.empty());
      }
      NormalEquations none = new NormalEquations(working.predictors(), working.width());
      NormalEquations sums = pass.sums(Evidence.START.posterior(none), start);
      Evidence evidence =
          rounded(
              Evidence.START.improved(sums, working.commonNoise(), EVIDENCE_STEPS, limit::over));
      OptionalDouble logSd =
          working.commonNoise() ? OptionalDouble.of(logSd(evidence)) : OptionalDouble.empty();
      return StoredPosterior.with(head, weights, evidence.posterior(sums), logSd);
    }
  }

  /** Returns passes over the rows of all shards. */
  private PosteriorMode.Pass across(
      Cluster rows, Map<String, TensorData> weights, WorkingRows working) {
    long all = rows.totals().train();
    ShardPosterior shard = new ShardPosterior(data.encoder().schema(), head, flow, weights, all);
    return (about, point) ->
        rows.equations(shard, new Expansion(about, point)).equations(working, all);
  }

  /** PosteriorMode and prior precision in turn, until the precision holds. */
  private GaussianPosterior iterated(WorkingRows working, PosteriorMode.Pass pass, double[] start) {
    NormalEquations none = new NormalEquations(working.predictors(), working.width());
    Evidence evidence = Evidence.START;
    double[] point = start;
    for (int round = 0; ; round++) {
      PosteriorMode mode =
          PosteriorMode.find(working, evidence.posterior(none), point, pass, limit::over);
      if (limit.over()) {
        return mode.posterior();
      }
      Evidence next = evidence.improved(mode.sums(), false, EVIDENCE_STEPS, limit::over);
      boolean held = Math.abs(Math.log(next.prior() / evidence.prior())) < HELD;
      if (held || round == MOST_ROUNDS || limit.over()) {
        return mode.posterior();
      }
      evidence = next;
      point = mode.posterior().mean();
    }
  }

  /** The noise that the network's single precision can hold, so that all rows have the same. */
  private static Evidence rounded(Evidence evidence) {
    return new Evidence(evidence.prior(), Math.exp(2.0 * (float) logSd(evidence)));
  }

  private static double logSd(Evidence evidence) {
    return 0.5 * Math.log(evidence.noise());
  }
}

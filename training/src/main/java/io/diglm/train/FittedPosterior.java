package io.diglm.train;

import io.diglm.glm.Evidence;
import io.diglm.glm.GaussianPosterior;
import io.diglm.glm.Head;
import io.diglm.glm.NormalEquations;
import io.diglm.glm.PosteriorMode;
import io.diglm.glm.SeenRows;
import io.diglm.glm.WorkingRows;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.predict.Networks;
import io.diglm.schema.Noise;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

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

  FittedPosterior(FlowConfig flow, HeadConfig head, TrainingData data, TimeLimit limit) {
    this.flow = flow;
    this.head = head;
    this.data = data;
    this.limit = limit;
  }

  /**
   * Returns whether there is time for the posteriors of so many networks: for two passes and four
   * inversions at least, where each is of K coefficients.
   */
  static boolean affordable(HeadConfig head, TrainingData data, int networks, TimeLimit limit) {
    double k = (double) head.uncertainPredictors() * (data.dimension() + 1);
    boolean stored =
        switch (head.bayes()) {
          case NONE, AUTO, ELBO -> false;
          case CONJUGATE, BOUND, LAPLACE -> true;
        };
    double operations = networks * (data.train().length * k * k + 4 * k * k * k);
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
    WorkingRows working = new WorkingRows(head, data.dimension());
    try (Scorer scorer = Networks.scorer(flow, head, data.encoder().schema(), weights)) {
      PosteriorMode.Pass pass = (about, point) -> sums(scorer, working, about, point);
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

  private NormalEquations sums(
      Scorer scorer, WorkingRows working, GaussianPosterior posterior, double[] about) {
    int[] rows = data.train();
    // Added up in order, so that rounding repeats.
    int batch = data.encoder().batch();
    return IntStream.range(0, (rows.length + batch - 1) / batch)
        .parallel()
        .mapToObj(i -> sums(scorer, working, posterior, about, i * batch))
        .reduce(new NormalEquations(working.predictors(), working.width()), NormalEquations::plus);
  }

  private NormalEquations sums(
      Scorer scorer, WorkingRows working, GaussianPosterior posterior, double[] about, int from) {
    int[] rows = data.train();
    int n = Math.min(data.encoder().batch(), rows.length - from);
    float[] v = data.encoder().encode(data.table(), rows, from, from + n, Noise.midpoint()).v();
    float[] latent = new float[v.length];
    double[] eta = new double[n * head.predictors()];
    scorer.score(v, n, latent, eta, new double[n]);
    double[] y = new double[n];
    Arrays.setAll(y, i -> data.targets()[rows[from + i]]);
    int[] some = Arrays.copyOfRange(rows, from, from + n);
    SeenRows seen = new SeenRows(latent, eta, y, data.weights(some), data.offsets(some));
    return working.sums(seen, posterior, about);
  }
}

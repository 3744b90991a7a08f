package io.diglm.train;

import io.diglm.glm.Evidence;
import io.diglm.glm.GaussianPosterior;
import io.diglm.glm.NormalEquations;
import io.diglm.glm.TargetTerm;
import io.diglm.glm.WorkingRows;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.schema.Noise;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The posterior of the coefficients over all training rows, once the flow is trained (Nalisnick et
 * al. 2019, equation 5): one streaming pass for a Gaussian, a few for classes, in double precision.
 */
final class FittedPosterior {
  private static final int BATCH = 4096;
  private static final int MOST_PASSES = 30;

  /** Passes end when no coefficient moves by more than this of a posterior deviation. */
  private static final double TOLERANCE = 1e-6;

  private static final int EVIDENCE_STEPS = 100;

  private final FlowConfig flow;
  private final HeadConfig head;
  private final TrainingData data;

  FittedPosterior(FlowConfig flow, HeadConfig head, TrainingData data) {
    this.flow = flow;
    this.head = head;
    this.data = data;
  }

  /** Returns trained weights without what only training needs, and with the posterior. */
  Map<String, TensorData> complete(Map<String, TensorData> trained) {
    Map<String, TensorData> weights = new HashMap<>(trained);
    weights.keySet().removeIf(name -> name.startsWith(TargetTerm.PREFIX));
    return switch (head.bayes()) {
      case NONE, AUTO -> weights;
      case ELBO -> ElboPosterior.of(head, data.labelled(), trained, weights);
      case CONJUGATE, BOUND, LAPLACE -> inferred(weights);
    };
  }

  private Map<String, TensorData> inferred(Map<String, TensorData> weights) {
    WorkingRows working = new WorkingRows(head, data.dimension());
    try (TorchScorer scorer = TorchScorer.open(flow, head, data.dimension(), weights)) {
      Evidence evidence = Evidence.START;
      double[] about = StoredPosterior.coefficients(head, weights, data.dimension());
      GaussianPosterior posterior =
          evidence.posterior(new NormalEquations(working.predictors(), working.width()));
      for (int pass = 0; pass < MOST_PASSES; pass++) {
        NormalEquations sums = sums(scorer, working, posterior, about);
        evidence = evidence.improved(sums, working.commonNoise(), EVIDENCE_STEPS);
        posterior = evidence.posterior(sums);
        double moved = posterior.distance(about);
        about = posterior.mean();
        if (!working.iterative() || moved < TOLERANCE) {
          break;
        }
      }
      Optional<Double> noise =
          working.commonNoise() ? Optional.of(evidence.noise()) : Optional.empty();
      return StoredPosterior.with(head, weights, posterior, noise);
    }
  }

  private NormalEquations sums(
      TorchScorer scorer, WorkingRows working, GaussianPosterior posterior, double[] about) {
    int[] rows = data.train();
    // Added up in order, so that rounding repeats.
    return IntStream.range(0, (rows.length + BATCH - 1) / BATCH)
        .parallel()
        .mapToObj(batch -> sums(scorer, working, posterior, about, batch * BATCH))
        .reduce(new NormalEquations(working.predictors(), working.width()), NormalEquations::plus);
  }

  private NormalEquations sums(
      TorchScorer scorer,
      WorkingRows working,
      GaussianPosterior posterior,
      double[] about,
      int from) {
    int[] rows = data.train();
    int n = Math.min(BATCH, rows.length - from);
    float[] v = new float[n * data.dimension()];
    data.encoder().encode(data.table(), rows, from, from + n, Noise.midpoint(), v, new double[n]);
    float[] latent = new float[v.length];
    double[] eta = new double[n * head.predictors()];
    scorer.score(v, n, latent, eta, new double[n]);
    double[] y = new double[n];
    Arrays.setAll(y, i -> data.targets()[rows[from + i]]);
    return working.sums(latent, eta, y, n, posterior, about);
  }
}

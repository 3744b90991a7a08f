package io.diglm.train;

import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.predict.Networks;
import io.diglm.schema.Noise;
import java.util.List;
import java.util.Map;

/**
 * A trained network.
 *
 * @param seed of its training
 * @param flow its flow
 * @param weights its tensors
 * @param history losses by epoch
 * @param brief whether a quarter of the epochs was enough
 * @param stopped whether the listener or the time limit ended its training early
 */
record Trained(
    long seed,
    FlowConfig flow,
    Map<String, TensorData> weights,
    List<EpochRecord> history,
    boolean brief,
    boolean stopped) {
  Trained {
    weights = Map.copyOf(weights);
    history = List.copyOf(history);
  }

  /** Returns the same, said to be brief. */
  Trained asBrief() {
    return new Trained(seed, flow, weights, history, true, stopped);
  }

  /** Returns the same with other tensors. */
  Trained withWeights(Map<String, TensorData> others) {
    return new Trained(seed, flow, others, history, brief, stopped);
  }

  /** Returns the linear predictors eta (N, P) of rows of a table. */
  double[] eta(HeadConfig head, TrainingData data, int[] rows) {
    int batch = data.encoder().batch();
    double[] eta = new double[rows.length * head.predictors()];
    try (Scorer scorer = Networks.scorer(flow, head, data.encoder().schema(), weights)) {
      for (int from = 0; from < rows.length; from += batch) {
        int n = Math.min(batch, rows.length - from);
        float[] v = data.encoder().encode(data.table(), rows, from, from + n, Noise.midpoint()).v();
        double[] part = new double[n * head.predictors()];
        scorer.score(v, n, new float[n * scorer.width()], part, new double[n]);
        System.arraycopy(part, 0, eta, from * head.predictors(), part.length);
      }
    }
    return eta;
  }

  /** Returns the least loss of the validation rows. */
  double loss() {
    return history.stream().mapToDouble(EpochRecord::validationLoss).min().orElse(Double.NaN);
  }

  /** Returns whether that was in the first share of the epochs: later ones learned by heart. */
  boolean turned(double share) {
    return history.stream()
        .limit((long) (share * history.size()))
        .anyMatch(epoch -> epoch.validationLoss() == loss());
  }

  /** Returns the least -log p(y|x) of the validation rows. */
  double nll() {
    return history.stream().mapToDouble(EpochRecord::validationNll).min().orElse(Double.NaN);
  }
}

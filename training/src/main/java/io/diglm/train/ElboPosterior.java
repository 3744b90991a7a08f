package io.diglm.train;

import io.diglm.glm.ElboTerm;
import io.diglm.glm.Head;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.posterior.CoefficientPosterior;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Independent normals over the coefficients, as the evidence lower bound has trained them. */
final class ElboPosterior {
  private ElboPosterior() {}

  /**
   * Returns the network's weights and the posterior.
   *
   * @param rows labelled training rows
   * @param trained all tensors of training
   * @param weights those of the network
   */
  static Map<String, TensorData> of(
      HeadConfig head,
      long rows,
      Map<String, TensorData> trained,
      Map<String, TensorData> weights) {
    TensorData raw = Objects.requireNonNull(trained.get(Head.RAW));
    long[] shape = raw.shape();
    double start = ElboTerm.start(rows);
    double[] sd = Arrays.stream(raw.doubles()).map(r -> Math.exp(r + start)).toArray();
    double[] mean = StoredPosterior.coefficients(head, weights, (int) shape[1] - 1);
    Map<String, TensorData> all = new HashMap<>(weights);
    all.put(CoefficientPosterior.MEAN, TensorData.of(mean, shape));
    all.put(CoefficientPosterior.SD, TensorData.of(sd, shape));
    double squares =
        Arrays.stream(mean).map(m -> m * m).sum() + Arrays.stream(sd).map(s -> s * s).sum();
    double prior = mean.length / squares;
    all.put(CoefficientPosterior.PRIOR, TensorData.of(new double[] {prior}, 1));
    return all;
  }
}

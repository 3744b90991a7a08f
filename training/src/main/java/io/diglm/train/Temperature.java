package io.diglm.train;

import io.diglm.model.Bayes;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.predict.Predictor;
import io.diglm.schema.Noise;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Makes probabilities of classes as sure as the validation rows show that they may be: eta / T, one
 * T for all, by their likelihood (Guo et al. 2017, "On calibration of modern neural networks").
 *
 * <p>The coefficients themselves are divided by T, so that the model stays the GLM that it is.
 */
final class Temperature {
  /** Fewer labelled rows say less of T than T = 1 does. */
  private static final int LEAST_ROWS = 200;

  private static final double MOST = 4;
  private static final int STEPS = 60;
  private static final List<String> COEFFICIENTS = List.of("head.weight", "head.bias");

  private final HeadConfig head;
  private final double[] eta;
  private final double[] y;
  private final double[] weights;

  private Temperature(HeadConfig head, double[] eta, double[] y, double[] weights) {
    this.head = head;
    this.eta = eta;
    this.y = y;
    this.weights = weights;
  }

  /** Returns weights with coefficients over T; the same weights if there is no T to find. */
  static Map<String, TensorData> applied(
      FlowConfig flow, HeadConfig head, TrainingData data, Map<String, TensorData> weights) {
    int[] rows =
        IntStream.of(data.validation()).filter(row -> !Double.isNaN(data.targets()[row])).toArray();
    boolean known = data.table().offsets().length > 0; // would not be divided by T
    if (!applies(head) || known || rows.length < LEAST_ROWS) {
      return weights;
    }
    double[] y = IntStream.of(rows).mapToDouble(row -> data.targets()[row]).toArray();
    double[] eta = eta(flow, head, data, weights, rows);
    double sharpness = new Temperature(head, eta, y, data.weights(rows)).sharpness();
    Map<String, TensorData> scaled = new HashMap<>(weights);
    for (String name : COEFFICIENTS) {
      TensorData tensor = Objects.requireNonNull(weights.get(name));
      float[] values = tensor.floats();
      for (int i = 0; i < values.length; i++) {
        values[i] *= (float) sharpness;
      }
      scaled.put(name, TensorData.of(values, tensor.shape()));
    }
    return scaled;
  }

  private static boolean applies(HeadConfig head) {
    return head.definition().classes() && head.link() == Link.LOGIT && head.bayes() == Bayes.NONE;
  }

  private static double[] eta(
      FlowConfig flow,
      HeadConfig head,
      TrainingData data,
      Map<String, TensorData> weights,
      int[] rows) {
    int batch = data.encoder().batch();
    double[] eta = new double[rows.length * head.predictors()];
    try (Scorer scorer = Predictor.scorer(flow, head, data.encoder().schema(), weights)) {
      for (int from = 0; from < rows.length; from += batch) {
        int n = Math.min(batch, rows.length - from);
        float[] v = new float[n * data.dimension()];
        double[] part = new double[n * head.predictors()];
        data.encoder()
            .encode(data.table(), rows, from, from + n, Noise.midpoint(), v, new double[n]);
        scorer.score(v, n, new float[v.length], part, new double[n]);
        System.arraycopy(part, 0, eta, from * head.predictors(), part.length);
      }
    }
    return eta;
  }

  /** Returns 1 / T: the loss is convex in it, so thirds close in on the least. */
  private double sharpness() {
    double low = 1 / MOST;
    double high = MOST;
    for (int step = 0; step < STEPS; step++) {
      double third = (high - low) / 3;
      if (loss(low + third) <= loss(high - third)) {
        high -= third;
      } else {
        low += third;
      }
    }
    return (low + high) / 2;
  }

  private double loss(double sharpness) {
    double[] scaled = Arrays.stream(eta).map(e -> e * sharpness).toArray();
    return -IntStream.range(0, y.length)
        .mapToDouble(
            i -> weights[i] * head.distribution(scaled, i * head.predictors()).logDensity(y[i]))
        .sum();
  }
}

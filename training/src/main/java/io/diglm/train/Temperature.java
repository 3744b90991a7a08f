package io.diglm.train;

import io.diglm.distribution.LogSum;
import io.diglm.model.Bayes;
import io.diglm.model.ClassFamily;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.model.TensorData;
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
 * <p>Members of an ensemble have the same T, by the likelihood of their average: if each were
 * calibrated alone, their average would be less sure than it may be (Wu and Gales 2021).
 *
 * <p>The coefficients themselves are divided by T, so that the model stays the GLM that it is.
 */
final class Temperature {
  /** Fewer labelled rows say less of T than T = 1 does. */
  private static final int LEAST_ROWS = 200;

  private static final double MOST = 4;

  /** Each narrows 1 / T to .618 of its range: to 5e-5 in the end. */
  private static final int STEPS = 24;

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final String WEIGHT = "head.weight";
  private static final String BIAS = "head.bias";

  private final HeadConfig head;
  private final List<double[]> eta;
  private final double[] y;
  private final double[] weights;
  private final double[] scaled;
  private final double[] unused;
  private final double[] terms;

  private Temperature(HeadConfig head, List<double[]> eta, double[] y, double[] weights) {
    this.head = head;
    this.eta = eta;
    this.y = y;
    this.weights = weights;
    scaled = new double[head.predictors()];
    unused = new double[head.predictors()];
    terms = new double[eta.size()];
  }

  /**
   * Returns by how much T lowers the mean of -log p(y|x) in nats; 0 if there is no T to find.
   *
   * <p>An epoch is judged by what is left: a network's classes get better for long after it has
   * become too sure of them, and T mends that (Berta et al. 2025, "Rethinking early stopping:
   * refine, then calibrate").
   *
   * @param eta of the validation rows (N, P)
   */
  static double gain(HeadConfig head, TrainingData data, double[] eta) {
    int[] rows = data.validation();
    int[] labelled =
        IntStream.range(0, rows.length)
            .filter(i -> !Double.isNaN(data.targets()[rows[i]]))
            .toArray();
    if (!applies(head) || offset(data) || labelled.length < LEAST_ROWS) {
      return 0;
    }
    int width = head.predictors();
    double[] etas = new double[labelled.length * width];
    for (int i = 0; i < labelled.length; i++) {
      System.arraycopy(eta, labelled[i] * width, etas, i * width, width);
    }
    int[] known = IntStream.of(labelled).map(i -> rows[i]).toArray();
    return gain(
        head,
        etas,
        IntStream.of(known).mapToDouble(row -> data.targets()[row]).toArray(),
        data.weights(known));
  }

  /** Of rows with classes y (N) and weights (N). */
  static double gain(HeadConfig head, double[] eta, double[] y, double[] weights) {
    Temperature all = new Temperature(head, List.of(eta), y, weights);
    return (all.loss(1) - all.loss(all.sharpness())) / Arrays.stream(weights).sum();
  }

  /** Returns networks with coefficients over T; the same networks if there is no T to find. */
  static List<Trained> applied(HeadConfig head, TrainingData data, List<Trained> networks) {
    int[] rows =
        IntStream.of(data.validation()).filter(row -> !Double.isNaN(data.targets()[row])).toArray();
    if (!applies(head) || offset(data) || rows.length < LEAST_ROWS) {
      return networks;
    }
    double[] y = IntStream.of(rows).mapToDouble(row -> data.targets()[row]).toArray();
    List<double[]> eta = networks.stream().map(network -> network.eta(head, data, rows)).toList();
    double sharpness = new Temperature(head, eta, y, data.weights(rows)).sharpness();
    return networks.stream()
        .map(network -> network.withWeights(scaled(head, network.weights(), sharpness)))
        .toList();
  }

  /** An offset would not be divided by T. */
  private static boolean offset(TrainingData data) {
    return data.table().offsets().length > 0;
  }

  private static Map<String, TensorData> scaled(
      HeadConfig head, Map<String, TensorData> weights, double sharpness) {
    Map<String, TensorData> scaled = new HashMap<>(weights);
    TensorData weight = Objects.requireNonNull(weights.get(WEIGHT));
    float[] slopes = weight.floats();
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] *= (float) sharpness;
    }
    TensorData bias = Objects.requireNonNull(weights.get(BIAS));
    double[] constants = bias.doubles();
    family(head).sharpen(head, constants, (float) sharpness); // they are eta where z is 0
    float[] rounded = new float[constants.length];
    for (int p = 0; p < rounded.length; p++) {
      rounded[p] = (float) constants[p];
    }
    scaled.put(WEIGHT, TensorData.of(slopes, weight.shape()));
    scaled.put(BIAS, TensorData.of(rounded, bias.shape()));
    return scaled;
  }

  private static ClassFamily family(HeadConfig head) {
    return (ClassFamily) head.definition();
  }

  private static boolean applies(HeadConfig head) {
    return head.definition().classes() && head.link() == Link.LOGIT && head.bayes() == Bayes.NONE;
  }

  /** Returns 1 / T: the loss is convex in it, so golden sections close in on the least. */
  private double sharpness() {
    double low = 1 / MOST;
    double high = MOST;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = loss(left);
    double atRight = loss(right);
    for (int step = 0; step < STEPS; step++) {
      if (atLeft <= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = loss(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = loss(right);
      }
    }
    return (low + high) / 2;
  }

  private double loss(double sharpness) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      double standardised = head.standardised(y[i]);
      for (int k = 0; k < terms.length; k++) {
        System.arraycopy(eta.get(k), i * scaled.length, scaled, 0, scaled.length);
        family(head).sharpen(head, scaled, sharpness);
        terms[k] = head.logLikelihood(scaled, 0, standardised, unused);
      }
      // log of the mean over the networks
      sum -= weights[i] * (LogSum.of(terms) - Math.log(terms.length));
    }
    return sum;
  }
}

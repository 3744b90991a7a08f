package io.diglm.train;

import io.diglm.glm.Head;
import io.diglm.glm.RidgeRegression;
import io.diglm.gradient.Parameters;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.schema.Noise;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A linear model in closed form: z = x under a head that is a mixture of normals. All components
 * have the same location, w x + b by {@link RidgeRegression}, and their deviations and weights are
 * those of a mixture of normals about 0 that fits the residuals of left-out rows. No validation row
 * has a part in it. Unlike training by steps under noise, it finds a target that is an exact
 * function of the columns.
 *
 * @param head a mixture of normals, of the target or of its logarithm, rounded or not
 * @param data rows to learn from
 */
record LeastSquares(HeadConfig head, TrainingData data) {
  private static final int LEAST_ROWS = 10;

  private static final int PASSES = 100;

  /** Residuals in units of the target's deviation are at least this. */
  private static final double LEAST_DEVIATION = 1e-5;

  /** Normals about 0. */
  private record Scales(double[] logits, double[] logSds) {}

  /**
   * Returns the model, without a history of training, if the family is one of these and there are
   * enough rows.
   *
   * @param identity the flow z = x
   * @param config of the fit
   */
  Optional<Trained> model(FlowConfig identity, FitConfig config) {
    int[] rows = rows();
    boolean simple = data.others().isEmpty() && !data.ends().any() && !data.images();
    if (!head.definition().mixes() || !simple || rows.length < LEAST_ROWS) {
      return Optional.empty();
    }
    RidgeRegression ridge = RidgeRegression.of(features(rows), located(rows), data.weights(rows));
    TrainingData plain = data.with(Optional.empty());
    Parameters parameters =
        Network.start(new LearningTask(plain, head, identity, config)).parameters();
    write(parameters, ridge, scales(ridge));
    return Optional.of(
        new Trained(config.run().seed(), identity, parameters.tensors(), List.of(), false, false));
  }

  private int[] rows() {
    return IntStream.of(data.train())
        .filter(row -> !Double.isNaN(data.targets()[row]) && data.weights()[row] > 0)
        .toArray();
  }

  /** Returns x (N, D) in the middle of each cell. */
  private float[] features(int[] rows) {
    return data.encoder().encode(data.table(), rows, 0, rows.length, Noise.midpoint()).v();
  }

  /** Returns targets in the units of the locations, less their offsets. */
  private double[] located(int[] rows) {
    double[] offsets = data.offsets(rows);
    double[] y = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double offset = offsets.length == 0 ? 0 : head.standardisedOffset(offsets[i]);
      y[i] = head.standardised(data.targets()[rows[i]]) - offset;
    }
    return y;
  }

  /** Fits weights and deviations to residuals by expectation and maximisation. */
  private Scales scales(RidgeRegression ridge) {
    int count = head.count();
    double sd = Math.max(LEAST_DEVIATION, ridge.deviation());
    double[] shares = new double[count];
    double[] variances = new double[count];
    for (int k = 0; k < count; k++) {
      shares[k] = 1.0 / count;
      double wide = 2.0 * k / (count - 1) - 1;
      variances[k] = sd * sd * Math.exp(2 * wide);
    }
    for (int pass = 0; pass < PASSES; pass++) {
      step(ridge, sd, shares, variances);
    }
    return new Scales(
        Arrays.stream(shares).map(Math::log).toArray(),
        Arrays.stream(variances).map(v -> Math.log(v) / 2).toArray());
  }

  private static void step(RidgeRegression ridge, double sd, double[] shares, double[] variances) {
    int count = shares.length;
    // As if there were a row of the usual deviation for each component.
    double[] sums = new double[count];
    double[] squares = new double[count];
    Arrays.fill(sums, 1);
    Arrays.fill(squares, sd * sd);
    double[] parts = new double[count];
    for (int i = 0; i < ridge.residuals().length; i++) {
      double square = ridge.residuals()[i] * ridge.residuals()[i];
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < count; k++) {
        parts[k] = square / variances[k] / 2 + Math.log(variances[k]) / 2 - Math.log(shares[k]);
        least = Math.min(least, parts[k]);
      }
      double sum = 0;
      for (int k = 0; k < count; k++) {
        parts[k] = Math.exp(least - parts[k]);
        sum += parts[k];
      }
      for (int k = 0; k < count; k++) {
        double part = ridge.weights()[i] * parts[k] / sum;
        sums[k] += part;
        squares[k] += part * square;
      }
    }
    double total = Arrays.stream(sums).sum();
    for (int k = 0; k < count; k++) {
      shares[k] = sums[k] / total;
      variances[k] = squares[k] / sums[k];
    }
  }

  private void write(Parameters parameters, RidgeRegression ridge, Scales scales) {
    float[] values = parameters.values();
    int weightAt = parameters.place(Head.WEIGHT);
    int biasAt = parameters.place(Head.BIAS);
    int d = data.dimension();
    Arrays.fill(values, weightAt, weightAt + head.linearPredictors() * d, 0);
    int count = head.count();
    for (int k = 0; k < count; k++) {
      for (int j = 0; j < d; j++) {
        values[weightAt + (count + k) * d + j] = (float) ridge.coefficients()[j];
      }
      values[biasAt + k] = (float) scales.logits[k];
      values[biasAt + count + k] = (float) ridge.constant();
      values[biasAt + 2 * count + k] = (float) scales.logSds[k];
    }
  }
}

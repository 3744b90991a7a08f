package io.diglm.train;

import io.diglm.glm.Head;
import io.diglm.gradient.Parameters;
import io.diglm.model.HeadConfig;
import io.diglm.schema.Noise;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * A linear model in closed form: z = x under a head that is a mixture of normals. All components
 * have the same location, w x + b by ridge regression, and their deviations and weights are those
 * of a mixture of normals about 0 that fits the residuals.
 *
 * <p>The penalty is the one with the least squared error of rows that are left out one by one
 * (Golub, Heath and Wahba 1979), and the residuals are those of left-out rows too. So no validation
 * row has a part in it. Unlike training by steps under noise, it finds a target that is an exact
 * function of the columns.
 *
 * @param head a mixture of normals, of the target or of its logarithm, rounded or not
 * @param data rows to learn from
 */
record LeastSquares(HeadConfig head, TrainingData data) {
  private static final double[] PENALTIES = {1e-6, 1e-3, 0.1, 1, 3, 10, 30, 100, 300, 1000};

  private static final int LEAST_ROWS = 10;

  /** A row that alone determines a coefficient has a leverage of 1. */
  private static final double LEAST_LEFT = 1e-3;

  private static final int PASSES = 100;

  /** Residuals in units of the target's deviation are at least this. */
  private static final double LEAST_DEVIATION = 1e-5;

  /** Coefficients, and the residuals of rows that were left out. */
  private record Solution(
      double[] coefficients, double constant, double[] residuals, double[] weights) {
    /** Returns the same for columns and targets that are not centred. */
    Solution shifted(double mean, double[] means) {
      double moved = mean;
      for (int j = 0; j < means.length; j++) {
        moved -= coefficients[j] * means[j];
      }
      return new Solution(coefficients, moved, residuals, weights);
    }

    double loss() {
      double sum = 0;
      for (int i = 0; i < residuals.length; i++) {
        sum += weights[i] * residuals[i] * residuals[i];
      }
      return sum;
    }
  }

  /**
   * Ridge regressions of the same centred rows with any penalty.
   *
   * @param x rows (N, D) in the directions in which X^T W X is diagonal
   * @param directions these directions (D, D), one a column
   * @param values the diagonal (D)
   * @param moment X^T W y in these directions (D)
   */
  private record Ridge(
      DMatrixRMaj x,
      DMatrixRMaj directions,
      double[] values,
      double[] moment,
      double[] y,
      double[] weights) {
    static Ridge of(DMatrixRMaj rows, double[] y, double[] weights) {
      int d = rows.numCols;
      DMatrixRMaj weighted = rows.copy();
      for (int i = 0; i < weighted.data.length; i++) {
        weighted.data[i] *= weights[i / d];
      }
      DMatrixRMaj gram = new DMatrixRMaj(d, d);
      CommonOps_DDRM.multTransA(weighted, rows, gram);
      EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
      eigen.decompose(gram);
      DMatrixRMaj directions = new DMatrixRMaj(d, d);
      double[] values = new double[d];
      for (int j = 0; j < d; j++) {
        values[j] = Math.max(0, eigen.getEigenvalue(j).getReal());
        CommonOps_DDRM.insert(eigen.getEigenVector(j), directions, 0, j);
      }
      DMatrixRMaj x = new DMatrixRMaj(rows.numRows, d);
      CommonOps_DDRM.mult(rows, directions, x);
      double[] moment = new double[d];
      for (int i = 0; i < x.data.length; i++) {
        moment[i % d] += weights[i / d] * x.data[i] * y[i / d];
      }
      return new Ridge(x, directions, values, moment, y, weights);
    }

    /** The residual of a left-out row is (y - w x) / (1 - h), with h the leverage of the row. */
    Solution solution(double penalty) {
      int d = values.length;
      double total = Arrays.stream(weights).sum();
      double[] turned = new double[d];
      for (int j = 0; j < d; j++) {
        turned[j] = moment[j] / (values[j] + penalty);
      }
      double[] residuals = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        double fitted = 0;
        double leverage = 1 / total;
        for (int j = 0; j < d; j++) {
          double part = x.data[i * d + j];
          fitted += part * turned[j];
          leverage += part * part / (values[j] + penalty);
        }
        residuals[i] = (y[i] - fitted) / Math.max(LEAST_LEFT, 1 - weights[i] * leverage);
      }
      DMatrixRMaj coefficients = new DMatrixRMaj(d, 1);
      CommonOps_DDRM.mult(directions, new DMatrixRMaj(d, 1, true, turned), coefficients);
      return new Solution(coefficients.data, 0, residuals, weights);
    }
  }

  /** Normals about 0. */
  private record Scales(double[] logits, double[] logSds) {}

  /**
   * Returns the model, if the family is one of these and there are enough rows.
   *
   * @param trained a linear model that was trained by steps, whose history it keeps
   * @param config of the fit
   */
  Optional<Trained> model(Trained trained, FitConfig config) {
    int[] rows = rows();
    boolean simple = data.others().isEmpty() && !data.ends().any() && !data.images();
    if (!head.definition().mixes() || !simple || rows.length < LEAST_ROWS) {
      return Optional.empty();
    }
    Solution solution = solve(rows);
    TrainingData plain = data.with(Optional.empty());
    Parameters parameters = Network.start(trained.flow(), head, plain, config).parameters();
    write(parameters, solution, scales(solution));
    return Optional.of(trained.withWeights(parameters.tensors()));
  }

  private int[] rows() {
    return IntStream.of(data.train())
        .filter(row -> !Double.isNaN(data.targets()[row]) && data.weights()[row] > 0)
        .toArray();
  }

  /** Returns the ridge regression whose left-out residuals are least. */
  private Solution solve(int[] rows) {
    double[] weights = data.weights(rows);
    double[] y = located(rows);
    DMatrixRMaj x = features(rows);
    double[] means = centred(x, weights);
    double mean = mean(y, weights);
    for (int i = 0; i < y.length; i++) {
      y[i] -= mean;
    }
    Ridge ridge = Ridge.of(x, y, weights);
    Solution best = ridge.solution(PENALTIES[0]);
    for (double penalty : PENALTIES) {
      Solution found = ridge.solution(penalty);
      best = found.loss() < best.loss() ? found : best;
    }
    return best.shifted(mean, means);
  }

  /** Returns x (N, D) in the middle of each cell. */
  private DMatrixRMaj features(int[] rows) {
    float[] v = new float[rows.length * data.dimension()];
    data.encoder()
        .encode(data.table(), rows, 0, rows.length, Noise.midpoint(), v, new double[rows.length]);
    DMatrixRMaj x = new DMatrixRMaj(rows.length, data.dimension());
    for (int i = 0; i < v.length; i++) {
      x.data[i] = v[i];
    }
    return x;
  }

  /** Subtracts the weighted mean of each column, and returns the means. */
  private static double[] centred(DMatrixRMaj x, double[] weights) {
    double[] means = new double[x.numCols];
    double total = Arrays.stream(weights).sum();
    for (int i = 0; i < x.data.length; i++) {
      means[i % x.numCols] += weights[i / x.numCols] / total * x.data[i];
    }
    for (int i = 0; i < x.data.length; i++) {
      x.data[i] -= means[i % x.numCols];
    }
    return means;
  }

  private static double mean(double[] y, double[] weights) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weights[i] * y[i];
    }
    return sum / Arrays.stream(weights).sum();
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
  private Scales scales(Solution solution) {
    int count = head.count();
    double total = Arrays.stream(solution.weights).sum();
    double sd = Math.max(LEAST_DEVIATION, Math.sqrt(solution.loss() / total));
    double[] shares = new double[count];
    double[] variances = new double[count];
    for (int k = 0; k < count; k++) {
      shares[k] = 1.0 / count;
      double wide = count == 1 ? 0 : 2.0 * k / (count - 1) - 1;
      variances[k] = sd * sd * Math.exp(2 * wide);
    }
    for (int pass = 0; pass < PASSES; pass++) {
      step(solution, total, sd, shares, variances);
    }
    return new Scales(
        Arrays.stream(shares).map(Math::log).toArray(),
        Arrays.stream(variances).map(v -> Math.log(v) / 2).toArray());
  }

  private static void step(
      Solution solution, double total, double sd, double[] shares, double[] variances) {
    int count = shares.length;
    // As if there were a row of the usual deviation for each component.
    double[] sums = new double[count];
    double[] squares = new double[count];
    Arrays.fill(sums, 1);
    Arrays.fill(squares, sd * sd);
    double[] parts = new double[count];
    for (int i = 0; i < solution.residuals.length; i++) {
      double square = solution.residuals[i] * solution.residuals[i];
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
        double part = solution.weights[i] * parts[k] / sum;
        sums[k] += part;
        squares[k] += part * square;
      }
    }
    for (int k = 0; k < count; k++) {
      shares[k] = sums[k] / (total + count);
      variances[k] = squares[k] / sums[k];
    }
  }

  private void write(Parameters parameters, Solution solution, Scales scales) {
    float[] values = parameters.values();
    int weightAt = parameters.place(Head.WEIGHT);
    int biasAt = parameters.place(Head.BIAS);
    int d = data.dimension();
    Arrays.fill(values, weightAt, weightAt + head.linearPredictors() * d, 0);
    int count = head.count();
    for (int k = 0; k < count; k++) {
      for (int j = 0; j < d; j++) {
        values[weightAt + (count + k) * d + j] = (float) solution.coefficients[j];
      }
      values[biasAt + k] = (float) scales.logits[k];
      values[biasAt + count + k] = (float) solution.constant;
      values[biasAt + 2 * count + k] = (float) scales.logSds[k];
    }
  }
}

package io.diglm.network;

import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import java.util.Map;

/**
 * The linear predictors of a target on features that are known: eta = W z + b. Where several
 * targets share a flow, the network computes z and the predictors of one of them, and this those of
 * another.
 */
public final class LinearHead {
  private final float[] weight;
  private final float[] bias;
  private final int linear;
  private final int width;

  private LinearHead(float[] weight, float[] bias, int linear, int width) {
    this.weight = weight;
    this.bias = bias;
    this.linear = linear;
    this.width = width;
  }

  /**
   * Takes the head's tensors.
   *
   * @param weights tensors by name
   * @param prefix of their names, such as {@code target.2.}; empty for a model of one target
   * @param head what the tensors are of
   * @param width of z
   * @return the head
   * @throws io.diglm.model.UnusableFileException if one is missing or of another shape
   */
  public static LinearHead of(
      Map<String, TensorData> weights, String prefix, HeadConfig head, int width) {
    return of(new NamedWeights(weights), prefix, head, width);
  }

  static LinearHead of(NamedWeights named, String prefix, HeadConfig head, int width) {
    if (head.predictors() == 0) {
      return new LinearHead(new float[0], new float[0], 0, width);
    }
    int linear = head.linearPredictors();
    return new LinearHead(
        named.take(prefix + "head.weight", linear, width),
        named.take(prefix + "head.bias", head.predictors()),
        linear,
        width);
  }

  /**
   * {@return the linear predictors (N, P)}
   *
   * @param latent z (N, D)
   * @param rows N
   */
  public double[] eta(float[] latent, int rows) {
    double[] eta = new double[rows * bias.length];
    for (int row = 0; row < rows; row++) {
      eta(latent, row * width, eta, row);
    }
    return eta;
  }

  /**
   * Computes the predictors of the first rows of a tile.
   *
   * @param latent (D, R)
   * @param rows R
   * @param count of the first rows
   * @param eta (N, P), written from row {@code first} on
   */
  void eta(double[] latent, int rows, int count, double[] eta, int first, Kernels kernels) {
    double[] sums = new double[rows];
    for (int p = 0; p < bias.length; p++) {
      kernels.sums(weight, p * width, p < linear ? width : 0, bias[p], latent, rows, sums);
      for (int r = 0; r < count; r++) {
        eta[(first + r) * bias.length + p] = sums[r];
      }
    }
  }

  /** Computes the predictors of one row, whose features start at {@code at}. */
  private void eta(float[] latent, int at, double[] eta, int row) {
    for (int p = 0; p < bias.length; p++) {
      double sum = bias[p];
      for (int j = 0; j < width && p < linear; j++) {
        sum += (double) weight[p * width + j] * latent[at + j];
      }
      eta[row * bias.length + p] = sum;
    }
  }
}

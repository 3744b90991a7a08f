package io.diglm.onnx;

import io.diglm.model.Bayes;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.posterior.NormalNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The posterior of a head's coefficients in a graph: means of the first R predictors, their
 * covariance, and draws of them at fixed nodes. phi = [z, 1] has C = D + 1 numbers.
 */
final class Posterior {
  private final Ops ops;
  private final HeadConfig head;
  private final int r;
  private final int c;
  private final double[] mean;
  private final double[] spread;
  private final boolean diagonal;

  /** phi (N, C). */
  private final Value phi;

  /**
   * Reads the posterior of a model that has one.
   *
   * @param latent z (N, D), doubles
   */
  Posterior(
      Ops ops, HeadConfig head, int dimension, Map<String, TensorData> weights, Value latent) {
    this.ops = ops;
    this.head = head;
    r = head.uncertainPredictors();
    c = dimension + 1;
    mean = numbers(weights, CoefficientPosterior.MEAN);
    diagonal = weights.containsKey(CoefficientPosterior.SD);
    spread = numbers(weights, diagonal ? CoefficientPosterior.SD : CoefficientPosterior.ROOT);
    Value one = ops.add(ops.mul(ops.columns(latent, 0, 1), ops.real(0)), 1);
    phi = ops.beside(List.of(latent, one));
  }

  private static double[] numbers(Map<String, TensorData> weights, String name) {
    return Objects.requireNonNull(weights.get(name), name).doubles();
  }

  /** Returns predictors (N, P), the uncertain ones by their means. */
  Value refined(Value eta) {
    Value means = ops.matmul(phi, turned(mean, r, c, 0, c));
    return head.predictors() == r
        ? means
        : ops.beside(List.of(means, ops.columns(eta, r, head.predictors())));
  }

  /** Columns {@code from} to {@code to - 1} of a matrix (rows, width), transposed. */
  private Value turned(double[] matrix, int rows, int width, int from, int to) {
    double[] turned = new double[(to - from) * rows];
    for (int row = 0; row < rows; row++) {
      for (int i = from; i < to; i++) {
        turned[(i - from) * rows + row] = matrix[row * width + i];
      }
    }
    return ops.graph().doubles(new long[] {to - from, rows}, turned);
  }

  /** Returns the variance of the first predictor (N, 1). */
  Value variance() {
    return covariance(0, 0, roots());
  }

  /** Of each predictor the roots of its variance (N, RC); none where they are independent. */
  private List<Value> roots() {
    List<Value> roots = new ArrayList<>();
    for (int i = 0; !diagonal && i < r; i++) {
      roots.add(ops.matmul(phi, turned(spread, r * c, r * c, i * c, (i + 1) * c)));
    }
    return roots;
  }

  private Value covariance(int i, int j, List<Value> roots) {
    if (!diagonal) {
      return ops.sum(ops.mul(roots.get(i), roots.get(j)), 1);
    }
    if (i != j) {
      return ops.real(0);
    }
    double[] squares = new double[c];
    for (int k = 0; k < c; k++) {
      squares[k] = spread[i * c + k] * spread[i * c + k];
    }
    return ops.matmul(ops.square(phi), ops.graph().doubles(new long[] {c, 1}, squares));
  }

  /** Returns draws (N, S, P): of a conjugate posterior one, the means. */
  Value draws(Value refined) {
    if (head.bayes() == Bayes.CONJUGATE) {
      return ops.reshape(refined, -1, 1, head.predictors());
    }
    double[][] nodes = NormalNodes.of(r);
    int s = 2 * nodes.length;
    Value[][] factor = cholesky();
    List<Value> drawn = new ArrayList<>();
    for (int p = 0; p < head.predictors(); p++) {
      Value eta = ops.add(ops.columns(refined, p, p + 1), ops.row(new double[s]));
      for (int j = 0; p < r && j <= p; j++) {
        double[] node = new double[s];
        for (int n = 0; n < nodes.length; n++) {
          node[2 * n] = nodes[n][j];
          node[2 * n + 1] = -nodes[n][j];
        }
        boolean none = diagonal && j != p;
        eta = none ? eta : ops.add(eta, ops.mul(factor[p][j], ops.row(node)));
      }
      drawn.add(ops.reshape(eta, -1, s, 1));
    }
    return ops.along(2, drawn);
  }

  /** Lower triangular L, L L^T = covariance, whose zero pivots stay zero; (N, 1) each. */
  private Value[][] cholesky() {
    List<Value> roots = roots();
    Value[][] l = new Value[r][r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j <= i; j++) {
        Value sum = covariance(i, j, roots);
        for (int k = 0; k < j && !diagonal; k++) {
          sum = ops.sub(sum, ops.mul(l[i][k], l[j][k]));
        }
        if (i == j) {
          l[i][j] = ops.sqrt(ops.max(sum, 0));
        } else {
          Value positive = ops.greater(l[j][j], 0);
          l[i][j] = ops.where(positive, ops.div(sum, l[j][j]), ops.real(0));
        }
      }
    }
    return l;
  }
}

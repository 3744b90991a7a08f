package io.diglm.onnx;

import io.diglm.model.FlowConfig;
import io.diglm.network.NamedWeights;
import io.diglm.network.RowFlow;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The steps of a flow of rows, each from rows (N, D) to what it makes of them. */
final class FlowSteps implements RowFlow.Maker<FlowSteps.Step> {
  /** Of batch normalisation, as in training. */
  private static final double EPSILON = 1e-5;

  /** One step. */
  interface Step {
    Moved of(Value rows);
  }

  private final Ops ops;
  private final FlowConfig config;
  private final int dimension;
  private final NamedWeights weights;

  FlowSteps(Ops ops, FlowConfig config, int dimension, NamedWeights weights) {
    this.ops = ops;
    this.config = config;
    this.dimension = dimension;
    this.weights = weights;
  }

  @Override
  public Step norm(String name) {
    float[] logScale = weights.take(name + ".logScale", dimension);
    float[] shift = weights.take(name + ".shift", dimension);
    double[] logSlope = new double[dimension];
    Arrays.setAll(logSlope, j -> logScale[j]);
    UnaryOperator<Value> centred = x -> x;
    if (config.norm() == FlowConfig.Norm.BATCHNORM) {
      float[] mean = weights.take(name + ".mean", dimension);
      float[] variance = weights.take(name + ".variance", dimension);
      Arrays.setAll(logSlope, j -> logSlope[j] - 0.5 * Math.log(variance[j] + EPSILON));
      centred = x -> ops.sub(x, ops.row(mean));
    } else {
      weights.take(name + ".initialised", 1);
    }
    float[] slope = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      slope[j] = (float) Math.exp(logSlope[j]);
    }
    double logDet = Arrays.stream(logSlope).sum();
    UnaryOperator<Value> first = centred;
    return x -> {
      Value scaled = ops.mul(first.apply(x), ops.row(slope));
      return new Moved(ops.add(scaled, ops.row(shift)), Optional.empty(), logDet);
    };
  }

  @Override
  public Step permutation(int... order) {
    int[] kept = order.clone();
    return x -> new Moved(ops.pick(x, kept), Optional.empty(), 0);
  }

  @Override
  public Step coupling(String name, int first, boolean flipped) {
    int conditioning = flipped ? dimension - first : first;
    int transformed = dimension - conditioning;
    int outputs =
        config.architecture() == FlowConfig.Architecture.SPLINE
            ? transformed * (3 * config.bins() - 1)
            : 2 * transformed;
    CouplingNetwork network = CouplingNetwork.of(ops, weights, name, conditioning, outputs, config);
    return x -> {
      Value head = ops.columns(x, 0, first);
      Value rest = ops.columns(x, first, dimension);
      Value seen = conditioning == 0 ? x : flipped ? rest : head;
      Value raw = network.of(seen);
      Moved moved = move(flipped ? head : rest, raw, transformed);
      List<Value> parts = flipped ? List.of(moved.rows(), rest) : List.of(head, moved.rows());
      boolean whole = conditioning == 0;
      return new Moved(whole ? moved.rows() : ops.beside(parts), moved.logDet(), moved.constant());
    };
  }

  private Moved move(Value x, Value raw, int transformed) {
    return config.architecture() == FlowConfig.Architecture.SPLINE
        ? new Splines(ops, config.bins()).move(x, raw, transformed)
        : affine(x, raw, transformed);
  }

  /** y = x e^s + t, s = c tanh(raw / c). */
  Moved affine(Value x, Value raw, int transformed) {
    Value bound = ops.single((float) config.logScaleBound());
    Value bent = ops.tanh(ops.div(ops.columns(raw, 0, transformed), bound));
    Value s = ops.mul(bent, bound);
    Value t = ops.columns(raw, transformed, 2 * transformed);
    Value y = ops.add(ops.mul(x, ops.exp(s)), t);
    return new Moved(y, Optional.of(ops.sum(ops.toDouble(s), 1)), 0);
  }

  @Override
  public Step linear(String name) {
    float[] lu = weights.take(name + ".lu", dimension, dimension);
    float[] order = weights.take(name + ".order", dimension);
    float[] turned = new float[dimension * dimension];
    double logDet = 0;
    for (int i = 0; i < dimension; i++) {
      logDet += lu[i * dimension + i];
      for (int j = 0; j < dimension; j++) {
        turned[j * dimension + i] = (float) element(lu, (int) order[i], j);
      }
    }
    double constant = logDet;
    Value product = ops.singles(new long[] {dimension, dimension}, turned);
    return x -> new Moved(ops.matmul(x, product), Optional.empty(), constant);
  }

  /** (L U)_ij. */
  private double element(float[] lu, int i, int j) {
    double sum = 0;
    for (int k = 0; k <= Math.min(i, j); k++) {
      double lower = k == i ? 1 : lu[i * dimension + k];
      double upper = k == j ? Math.exp(lu[k * dimension + k]) : lu[k * dimension + j];
      sum += lower * upper;
    }
    return sum;
  }

  /** y = x + v tanh(w.x + b), with the v that keeps it invertible. */
  @Override
  public Step planar(String name) {
    float[] w = weights.take(name + ".weight", dimension);
    float[] u = weights.take(name + ".direction", dimension);
    double bias = weights.take(name + ".bias", 1)[0];
    double along = 0;
    double square = 0;
    for (int j = 0; j < dimension; j++) {
      along += (double) w[j] * u[j];
      square += (double) w[j] * w[j];
    }
    double wanted = Math.max(along, 0) + Math.log1p(Math.exp(-Math.abs(along))) - 1;
    double[] weight = new double[dimension];
    double[] direction = new double[dimension];
    double slope = 0;
    for (int j = 0; j < dimension; j++) {
      weight[j] = w[j];
      direction[j] = u[j] + w[j] * (wanted - along) / square;
      slope += weight[j] * direction[j];
    }
    double steepness = slope;
    return x -> {
      Value across = ops.graph().doubles(new long[] {dimension, 1}, weight);
      Value h = ops.tanh(ops.add(ops.matmul(ops.toDouble(x), across), bias));
      Value y = ops.add(x, ops.toFloat(ops.mul(h, ops.row(direction))));
      Value rest = ops.sub(ops.real(1), ops.square(h));
      return new Moved(y, Optional.of(ops.log1p(ops.mul(rest, steepness))), 0);
    };
  }
}

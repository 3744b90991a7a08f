package io.diglm.onnx;

import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedMember;
import io.diglm.model.TensorData;
import io.diglm.network.Hinges;
import io.diglm.network.NamedWeights;
import io.diglm.network.RowFlow;
import io.diglm.predict.Networks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** One network of a model in a graph: its flow, and the linear predictors on its features. */
final class Member {
  private final Ops ops;
  private final HeadConfig head;
  private final FlowConfig flow;

  /** The width of z. */
  private final int dimension;

  private final Map<String, TensorData> weights;
  private final List<Moved> steps = new ArrayList<>();
  private final Value latent;
  private final Optional<Value> offset;

  private Member(Ops ops, ModelFile file, int index, Value encoded, Optional<Value> offset) {
    this.ops = ops;
    Manifest manifest = file.manifest();
    head = manifest.head();
    flow = manifest.flow(index);
    dimension = flow.width(manifest.schema().dimension());
    weights = SavedMember.tensors(file.weights(), index);
    Value lifted = lifted(encoded);
    NamedWeights tensors = new NamedWeights(Networks.tensors(weights));
    manifest
        .schema()
        .image()
        .ifPresentOrElse(
            shape -> steps.addAll(ImageSteps.of(ops, flow, shape, tensors, encoded)),
            () -> addRowSteps(tensors, lifted));
    latent = ops.toDouble(steps.isEmpty() ? lifted : steps.get(steps.size() - 1).rows());
    this.offset = offset;
  }

  /** What the flow maps: the row, and its hinges if there are any. */
  private Value lifted(Value encoded) {
    int count = flow.hinges().orElse(0);
    if (count == 0) {
      return encoded;
    }
    float[] numbers = floats(Hinges.TENSOR);
    int[] axes = new Hinges(numbers).axes();
    float[][] parts = new float[Hinges.NUMBERS][count];
    for (int i = 0; i < numbers.length; i++) {
      parts[i % Hinges.NUMBERS][i / Hinges.NUMBERS] = numbers[i];
    }
    Value line = ops.add(ops.mul(ops.pick(encoded, axes), ops.row(parts[1])), ops.row(parts[2]));
    Value bent = ops.min(ops.max(line, ops.row(parts[3])), ops.row(parts[4]));
    return ops.beside(List.of(encoded, bent));
  }

  private void addRowSteps(NamedWeights tensors, Value encoded) {
    FlowSteps maker = new FlowSteps(ops, flow, dimension, tensors);
    Value x = encoded;
    for (FlowSteps.Step step : RowFlow.steps(flow, dimension, maker)) {
      Moved moved = step.of(x);
      steps.add(moved);
      x = moved.rows();
    }
  }

  /** Returns all networks of a model, on the same encoded rows (N, D) and their offsets (N, 1). */
  static List<Member> all(Ops ops, ModelFile file, Value encoded, Optional<Value> offset) {
    return IntStream.rangeClosed(1, file.manifest().networks())
        .mapToObj(index -> new Member(ops, file, index, encoded, offset))
        .toList();
  }

  /** Returns the features z (N, D), doubles. */
  Value latent() {
    return latent;
  }

  /** Returns what the steps of the flow made of the rows. */
  List<Moved> steps() {
    return steps;
  }

  /** Returns log p(v) by the flow (N, 1). */
  Value logDensity() {
    double variance = flow.latentVariance();
    double constant = -0.5 * dimension * Math.log(2 * Math.PI * variance);
    constant += steps.stream().mapToDouble(Moved::constant).sum();
    Value sum = ops.mul(ops.sum(ops.square(latent), 1), -0.5 / variance);
    for (Moved step : steps) {
      Value before = sum;
      sum = step.logDet().map(logDet -> ops.add(before, logDet)).orElse(before);
    }
    return ops.add(sum, constant);
  }

  /** Returns the linear predictors (N, P), without an offset. */
  Value eta() {
    int predictors = head.predictors();
    int linear = head.linearPredictors();
    float[] weight = floats("head.weight");
    float[] bias = floats("head.bias");
    double[] turned = new double[dimension * predictors];
    double[] constant = new double[predictors];
    for (int p = 0; p < predictors; p++) {
      constant[p] = bias[p];
      for (int j = 0; p < linear && j < dimension; j++) {
        turned[j * predictors + p] = weight[p * dimension + j];
      }
    }
    Value product =
        ops.matmul(latent, ops.graph().doubles(new long[] {dimension, predictors}, turned));
    return ops.add(product, ops.row(constant));
  }

  /** Returns of each predictor that no row changes its number, and NaN of the others. */
  double[] fixed() {
    double[] fixed = new double[head.predictors()];
    float[] bias = floats("head.bias");
    Arrays.setAll(fixed, p -> p < head.linearPredictors() ? Double.NaN : bias[p]);
    return fixed;
  }

  /** Returns draws of the predictors (N, S, P): one, where the coefficients are one estimate. */
  Value draws(Value eta) {
    return posterior()
        .map(posterior -> posterior.draws(moved(posterior.refined(eta))))
        .orElseGet(() -> ops.reshape(moved(eta), -1, 1, head.predictors()));
  }

  /** Adds the offset to the location. */
  private Value moved(Value eta) {
    double[] shares = new double[head.predictors()];
    head.addOffset(shares, 0, 1);
    return offset.map(known -> ops.add(eta, ops.mul(known, ops.row(shares)))).orElse(eta);
  }

  /** Returns the posterior of the coefficients, if there is one. */
  Optional<Posterior> posterior() {
    return head.uncertainPredictors() == 0
        ? Optional.empty()
        : Optional.of(new Posterior(ops, head, dimension, weights, latent));
  }

  private float[] floats(String name) {
    TensorData tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("weights must hold " + name + ", got none");
    }
    return tensor.floats();
  }
}

package io.diglm.onnx;

import io.diglm.model.FlowConfig;
import io.diglm.network.NamedWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The network of a coupling: periodic features if there are any, hidden layers, a linear layer;
 * without columns to see, a constant.
 */
final class CouplingNetwork {
  /** W (out, in) and b. */
  private record Dense(Value weight, Value bias) {}

  private record Layer(Dense transform, Optional<Dense> gate) {}

  private final Ops ops;
  private final FlowConfig config;
  private final NamedWeights weights;
  private final String name;
  private final List<Layer> layers = new ArrayList<>();
  private float[] frequencies = new float[0];
  private float[] constant = new float[0];

  private CouplingNetwork(Ops ops, NamedWeights weights, String name, FlowConfig config) {
    this.ops = ops;
    this.weights = weights;
    this.name = name;
    this.config = config;
  }

  static CouplingNetwork of(
      Ops ops, NamedWeights weights, String name, int inputs, int outputs, FlowConfig config) {
    CouplingNetwork network = new CouplingNetwork(ops, weights, name, config);
    if (inputs == 0) {
      network.constant = weights.take(name + ".constant", outputs);
    } else {
      network.build(inputs, outputs);
    }
    return network;
  }

  private void build(int inputs, int outputs) {
    int width = inputs;
    if (config.frequencies() > 0) {
      frequencies = weights.take(name + ".frequencies", inputs, config.frequencies());
      width += 2 * frequencies.length;
    }
    for (int i = 0; i < config.depth(); i++) {
      boolean highway = config.network() == FlowConfig.Network.HIGHWAY && i > 0;
      String layer = name + "." + i;
      layers.add(
          highway
              ? new Layer(
                  dense(layer + ".transform", width, width),
                  Optional.of(dense(layer + ".gate", width, width)))
              : new Layer(dense(layer, width, config.hidden()), Optional.empty()));
      width = config.hidden();
    }
    Dense last = dense(name + "." + config.depth(), width, outputs);
    layers.add(new Layer(last, Optional.empty()));
  }

  private Dense dense(String layer, int inputs, int outputs) {
    float[] weight = weights.take(layer + ".weight", outputs, inputs);
    float[] bias = weights.take(layer + ".bias", outputs);
    return new Dense(
        ops.singles(new long[] {outputs, inputs}, weight), ops.singles(new long[] {outputs}, bias));
  }

  /**
   * Returns the output of the network for the columns that condition it (N, inputs). Without such
   * columns, it is the same for all rows.
   */
  Value of(Value seen) {
    if (layers.isEmpty()) {
      Value none = ops.mul(ops.columns(seen, 0, 1), ops.single(0));
      return ops.add(none, ops.row(constant));
    }
    Value h = frequencies.length > 0 ? periodic(seen) : seen;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Value next = apply(layer.transform(), h);
      next = i < layers.size() - 1 ? activate(ops, config, next) : next;
      h = layer.gate().isPresent() ? mix(layer.gate().get(), h, next) : next;
    }
    return h;
  }

  private Value apply(Dense layer, Value x) {
    List<Attribute> turned = List.of(Attribute.of("transB", 1));
    return ops.graph().op("Gemm", turned, x, layer.weight(), layer.bias());
  }

  /** h + g (candidate - h), g = sigmoid(gate(h)). */
  private Value mix(Dense gate, Value h, Value candidate) {
    Value g = ops.graph().op("Sigmoid", apply(gate, h));
    return ops.add(h, ops.mul(g, ops.sub(candidate, h)));
  }

  /** The activation that the configuration names, of floats. */
  static Value activate(Ops ops, FlowConfig config, Value h) {
    return switch (config.activation()) {
      case RELU -> ops.graph().op("Relu", h);
      case TANH -> ops.tanh(h);
      case SILU -> ops.mul(h, ops.graph().op("Sigmoid", h));
      case GELU -> {
        Value inner = ops.cast(ops.mul(h, ops.single(Math.sqrt(0.5))), Element.FLOAT);
        Value erf = ops.toFloat(ops.graph().op("Erf", inner));
        yield ops.mul(ops.mul(h, ops.single(0.5)), ops.add(erf, ops.single(1)));
      }
    };
  }

  /** The inputs, then the sines and the cosines of their turns. */
  private Value periodic(Value x) {
    int[] input = new int[frequencies.length];
    Arrays.setAll(input, f -> f / config.frequencies());
    Value turns = ops.mul(ops.pick(x, input), ops.row(frequencies));
    Value part = ops.sub(turns, ops.graph().op("Round", turns));
    Value angle = ops.mul(part, ops.single(2 * Math.PI));
    return ops.beside(List.of(x, ops.graph().op("Sin", angle), ops.cos(angle)));
  }
}

package io.diglm.network;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The network of a coupling: periodic features if there are any, hidden layers, and a linear layer.
 * Without input columns it is a constant.
 *
 * @param inputs number of input columns
 * @param frequencies c (d, k) of the periodic features, input by input; none, or
 * @param layers the hidden layers, then the last layer; empty for a constant
 * @param activation between them
 * @param constant the output of a network without input columns
 */
record Network(
    int inputs, float[] frequencies, List<Layer> layers, Activation activation, float[] constant) {
  /**
   * A layer.
   *
   * @param transform W h + b
   * @param gate of a highway layer
   */
  private record Layer(Dense transform, Optional<Dense> gate) {}

  static Network of(NamedWeights weights, String name, int inputs, int outputs, FlowConfig config) {
    if (inputs == 0) {
      float[] constant = weights.take(name + ".constant", outputs);
      return new Network(0, new float[0], List.of(), config.activation(), constant);
    }
    int width = inputs;
    float[] frequencies = new float[0];
    if (config.frequencies() > 0) {
      frequencies = weights.take(name + ".frequencies", inputs, config.frequencies());
      width = inputs + 2 * frequencies.length;
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < config.depth(); i++) {
      layers.add(hidden(weights, name + "." + i, width, i > 0, config));
      width = config.hidden();
    }
    layers.add(plain(weights, name + "." + config.depth(), width, outputs));
    return new Network(inputs, frequencies, layers, config.activation(), new float[0]);
  }

  private static Layer hidden(
      NamedWeights weights, String name, int width, boolean later, FlowConfig config) {
    if (config.network() == FlowConfig.Network.HIGHWAY && later) {
      return new Layer(
          dense(weights, name + ".transform", width, width),
          Optional.of(dense(weights, name + ".gate", width, width)));
    }
    return plain(weights, name, width, config.hidden());
  }

  private static Layer plain(NamedWeights weights, String name, int inputs, int outputs) {
    return new Layer(dense(weights, name, inputs, outputs), Optional.empty());
  }

  private static Dense dense(NamedWeights weights, String name, int inputs, int outputs) {
    float[] weight = weights.take(name + ".weight", outputs, inputs);
    return Dense.of(weight, weights.take(name + ".bias", outputs));
  }

  int width() {
    int widest = Math.max(constant.length, inputs + 2 * frequencies.length);
    for (Layer layer : layers) {
      widest = Math.max(widest, layer.transform.paddedOutputs());
    }
    return widest;
  }

  /**
   * Applies the network.
   *
   * @param from the first of its columns in the tile
   * @return one of the tile's memories, with the outputs from 0 on
   */
  float[] apply(Tile tile, int from, Kernels kernels) {
    int rows = tile.rows();
    if (inputs == 0) {
      for (int o = 0; o < constant.length; o++) {
        Arrays.fill(tile.first(), o * rows, (o + 1) * rows, constant[o]);
      }
      return tile.first();
    }
    float[] h = tile.at();
    int start = from * rows;
    float[] next = tile.first();
    if (frequencies.length > 0) {
      periodic(tile, start, next, kernels);
      h = next;
      start = 0;
      next = tile.second();
    }
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      boolean last = i == layers.size() - 1;
      boolean relu = !last && activation == Activation.RELU;
      kernels.dense(layer.transform, h, start, rows, next, relu);
      if (!last) {
        activate(next, layer.transform.outputs() * rows, tile.third(), kernels);
      }
      if (layer.gate.isPresent()) {
        mix(layer.gate.get(), h, next, tile, kernels);
      }
      float[] free = next == tile.first() ? tile.second() : tile.first();
      h = next;
      start = 0;
      next = free;
    }
    return h;
  }

  /** [u, sin(2 pi c u), cos(2 pi c u)]. */
  private void periodic(Tile tile, int start, float[] to, Kernels kernels) {
    int rows = tile.rows();
    int each = frequencies.length / inputs;
    int sines = inputs * rows;
    int count = frequencies.length * rows;
    System.arraycopy(tile.at(), start, to, 0, sines);
    for (int f = 0; f < frequencies.length; f++) {
      int u = f / each * rows;
      int turns = sines + f * rows;
      for (int r = 0; r < rows; r++) {
        to[turns + r] = frequencies[f] * to[u + r];
      }
    }
    kernels.sinCos(to, sines, sines + count, count);
  }

  private void activate(float[] h, int count, float[] scratch, Kernels kernels) {
    switch (activation) {
      case RELU -> {} // the layer is finished
      case SILU -> kernels.silu(h, count, scratch);
      case GELU -> kernels.gelu(h, count, scratch);
      case TANH -> kernels.tanh(h, count);
    }
  }

  /** h + g (candidate - h), g = sigmoid(gate(h)), written over the candidate. */
  private static void mix(Dense layer, float[] h, float[] candidate, Tile tile, Kernels kernels) {
    float[] gate = tile.third();
    int count = layer.outputs() * tile.rows();
    kernels.dense(layer, h, 0, tile.rows(), gate, false);
    kernels.sigmoid(gate, count);
    for (int i = 0; i < count; i++) {
      candidate[i] = h[i] + gate[i] * (candidate[i] - h[i]);
    }
  }
}

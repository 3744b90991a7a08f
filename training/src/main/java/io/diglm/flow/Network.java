package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The network inside a coupling: periodic features, hidden layers, and a last layer that starts at
 * zero, so that the coupling starts as the identity.
 *
 * <p>Layers are named by their place: {@code <name>.0.weight} and so on. MLP: {@code depth} layers
 * a(W x + b), then the last. HIGHWAY: a projection to the hidden width, {@code depth} highway
 * layers, then the last. A network without inputs is a learned constant {@code <name>.constant}.
 */
public final class Network {
  private final int in;
  private final int out;
  private final Optional<PeriodicFeatures> features;
  private final List<Layer> layers;

  private Network(int in, int out, Optional<PeriodicFeatures> features, List<Layer> layers) {
    this.in = in;
    this.out = out;
    this.features = features;
    this.layers = layers;
  }

  /** Builds the network of a coupling from {@code in} to {@code out} columns. */
  public static Network build(
      FlowConfig config, int in, int out, ParameterStore store, String name) {
    if (in == 0) {
      Tensor constant = store.parameter(name + ".constant", () -> Tensors.zeros(store.type(), out));
      Layer layer = x -> constant.expand(x.size(0), out);
      return new Network(in, out, Optional.empty(), List.of(layer));
    }
    int k = config.frequencies();
    Optional<PeriodicFeatures> features =
        k == 0
            ? Optional.empty()
            : Optional.of(PeriodicFeatures.build(store, name, in, k, config.frequencyScale()));
    return new Network(in, out, features, layers(config, in * (1 + 2 * k), out, store, name));
  }

  private static List<Layer> layers(
      FlowConfig config, int in, int out, ParameterStore store, String name) {
    List<Layer> layers = new ArrayList<>();
    int hidden = config.hidden();
    int width = in;
    if (config.network() == FlowConfig.Network.HIGHWAY) {
      layers.add(Linear.random(store, name + ".0", width, hidden));
      width = hidden;
    }
    for (int i = 0; i < config.depth(); i++) {
      layers.add(hiddenLayer(config, width, store, name + "." + layers.size()));
      width = hidden;
    }
    layers.add(Linear.zero(store, name + "." + layers.size(), width, out));
    return List.copyOf(layers);
  }

  private static Layer hiddenLayer(
      FlowConfig config, int width, ParameterStore store, String name) {
    return switch (config.network()) {
      case HIGHWAY -> Highway.build(config.activation(), width, store, name);
      case MLP -> {
        Linear linear = Linear.random(store, name, width, config.hidden());
        yield x -> Activations.apply(config.activation(), linear.apply(x));
      }
    };
  }

  /**
   * Requires these widths.
   *
   * @throws IllegalArgumentException if this network has others
   */
  void requireWidths(int in, int out) {
    if (this.in != in || this.out != out) {
      throw new IllegalArgumentException(
          "network must map " + in + " columns to " + out + ", got " + this.in + " to " + this.out);
    }
  }

  /** x (N, in) -> (N, out). */
  Tensor forward(Tensor x) {
    Tensor value = features.isPresent() ? features.get().apply(x) : x;
    for (Layer layer : layers) {
      value = layer.apply(value);
    }
    return value;
  }
}

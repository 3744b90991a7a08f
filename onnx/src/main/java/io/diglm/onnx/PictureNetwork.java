package io.diglm.onnx;

import io.diglm.model.FlowConfig;
import io.diglm.network.NamedWeights;
import io.diglm.schema.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The network of a coupling of images: hidden layers of 3 x 3 convolutions and a last one; without
 * channels to see, a constant.
 */
final class PictureNetwork {
  private static final int SIDE = 3;

  /**
   * The channels of a network.
   *
   * @param seen that it sees, possibly none
   * @param given that it gives
   */
  record Channels(int seen, int given) {}

  private record Convolution(Value weight, Value bias) {}

  private record Layer(Convolution transform, Optional<Convolution> gate) {}

  private final Ops ops;
  private final FlowConfig config;
  private final NamedWeights weights;

  /** The sides of the images; what it sees of them may have other channels. */
  private final ImageShape shape;

  private final Channels channels;
  private final List<Layer> layers = new ArrayList<>();
  private float[] constant = new float[0];

  private PictureNetwork(
      Ops ops, NamedWeights weights, ImageShape shape, Channels channels, FlowConfig config) {
    this.ops = ops;
    this.weights = weights;
    this.shape = shape;
    this.channels = channels;
    this.config = config;
  }

  /** Takes the tensors of layer i under {@code name.i}. */
  static PictureNetwork of(
      Ops ops,
      NamedWeights weights,
      String name,
      ImageShape shape,
      Channels channels,
      FlowConfig config) {
    PictureNetwork network = new PictureNetwork(ops, weights, shape, channels, config);
    if (channels.seen() == 0) {
      network.constant =
          weights.take(name + ".constant", (long) channels.given() * network.pixels());
    } else {
      network.build(name);
    }
    return network;
  }

  private int pixels() {
    return shape.height() * shape.width();
  }

  private void build(String name) {
    int width = channels.seen();
    int hidden = config.hidden();
    for (int i = 0; i < config.depth(); i++) {
      boolean highway = config.network() == FlowConfig.Network.HIGHWAY && i > 0;
      String layer = name + "." + i;
      layers.add(
          highway
              ? new Layer(
                  convolution(layer + ".transform", width, width),
                  Optional.of(convolution(layer + ".gate", width, width)))
              : new Layer(convolution(layer, width, hidden), Optional.empty()));
      width = hidden;
    }
    Convolution last = convolution(name + "." + config.depth(), width, channels.given());
    layers.add(new Layer(last, Optional.empty()));
  }

  private Convolution convolution(String name, int in, int out) {
    float[] weight = weights.take(name + ".weight", out, in, SIDE, SIDE);
    float[] bias = weights.take(name + ".bias", out);
    return new Convolution(
        ops.singles(new long[] {out, in, SIDE, SIDE}, weight), ops.singles(new long[] {out}, bias));
  }

  /** Returns what the network makes of what it sees (N, C H W); of nothing, of any columns. */
  Value of(Value seen) {
    if (layers.isEmpty()) {
      Value none = ops.mul(ops.columns(seen, 0, 1), ops.single(0));
      return ops.add(none, ops.row(constant));
    }
    Value h = ops.reshape(seen, -1, channels.seen(), shape.height(), shape.width());
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Value next = apply(layer.transform(), h);
      next = i < layers.size() - 1 ? CouplingNetwork.activate(ops, config, next) : next;
      h = layer.gate().isPresent() ? mix(layer.gate().get(), h, next) : next;
    }
    return ops.reshape(h, -1, (long) channels.given() * pixels());
  }

  /** Zeros stand beyond the edges. */
  private Value apply(Convolution layer, Value x) {
    List<Attribute> padded = List.of(Attribute.of("pads", new long[] {1, 1, 1, 1}));
    return ops.graph().op("Conv", padded, x, layer.weight(), layer.bias());
  }

  /** h + g (candidate - h), g = sigmoid(gate(h)). */
  private Value mix(Convolution gate, Value h, Value candidate) {
    Value g = ops.graph().op("Sigmoid", apply(gate, h));
    return ops.add(h, ops.mul(g, ops.sub(candidate, h)));
  }
}

package io.diglm.flow;

import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.schema.ImageShape;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The network of a coupling of images: rows of c channels (N, c H W) to parameters in p channels
 * (N, p H W).
 *
 * <p>{@code depth} hidden layers of 3 x 3 convolutions with {@code hidden} channels, of which a
 * highway network gates all but the first (section 6.3), then a convolution that starts at 0. It
 * computes in its {@link Precision} with channels last. Its input and output have the type of the
 * rows.
 */
final class ConvolutionNetwork implements UnaryOperator<Tensor> {
  private static final double GATE_BIAS = -1;

  private final ImageShape input;
  private final Precision precision;
  private final List<UnaryOperator<Tensor>> layers;

  private ConvolutionNetwork(
      ImageShape input, Precision precision, List<UnaryOperator<Tensor>> layers) {
    this.input = input;
    this.precision = precision;
    this.layers = List.copyOf(layers);
  }

  /**
   * Takes the tensors of layer i under {@code name.i}.
   *
   * @param input c, H and W; without channels to see the network is a {@link Conditioner}'s
   *     constant
   * @param outputs p
   */
  static UnaryOperator<Tensor> of(
      ParameterStore store,
      String name,
      ImageShape input,
      int outputs,
      FlowConfig config,
      Precision precision) {
    List<UnaryOperator<Tensor>> layers = new ArrayList<>();
    int channels = input.channels();
    for (int i = 0; i < config.depth(); i++) {
      layers.add(hidden(store, name + "." + i, channels, i == 0, config));
      channels = config.hidden();
    }
    layers.add(Convolution.zero(store, name + "." + config.depth(), channels, outputs));
    return new ConvolutionNetwork(input, precision, layers);
  }

  private static UnaryOperator<Tensor> hidden(
      ParameterStore store, String name, int channels, boolean first, FlowConfig config) {
    UnaryOperator<Tensor> activation = Conditioner.activation(config.activation());
    if (config.network() == FlowConfig.Network.HIGHWAY && !first) {
      Convolution transform = Convolution.random(store, name + ".transform", channels, channels, 0);
      Convolution gate = Convolution.random(store, name + ".gate", channels, channels, GATE_BIAS);
      return h -> h.lerp(activation.apply(transform.apply(h)), torch.sigmoid(gate.apply(h)));
    }
    Convolution convolution = Convolution.random(store, name, channels, config.hidden(), 0);
    return h -> activation.apply(convolution.apply(h));
  }

  /**
   * Its activations are the largest tensors of a flow, so those that are not needed are freed at
   * once.
   */
  @Override
  public Tensor apply(Tensor rows) {
    return NativeScope.inner(() -> new Tensor[] {outputs(rows)})[0];
  }

  private Tensor outputs(Tensor rows) {
    Tensor h =
        Convolution.channelsLast(
            Pictures.of(rows, input), NetworkType.of(precision, rows.scalar_type().intern()));
    for (UnaryOperator<Tensor> layer : layers) {
      h = layer.apply(h);
    }
    return h.to(rows.scalar_type()).contiguous().flatten(1, -1);
  }
}

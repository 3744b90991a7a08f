package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The network of a coupling: columns that stay (N, d) to parameters for those that change (N, p).
 *
 * <p>Periodic features if there are {@code frequencies}, then {@code depth} hidden layers, of which
 * a highway network gates all but the first, then a linear layer that starts at 0. Without columns
 * to see it is a learned constant, {@code name.constant}.
 */
final class Conditioner implements UnaryOperator<Tensor> {
  private final List<UnaryOperator<Tensor>> layers;

  private Conditioner(List<UnaryOperator<Tensor>> layers) {
    this.layers = List.copyOf(layers);
  }

  static Conditioner of(
      ParameterStore store, String name, int inputs, int outputs, FlowConfig config) {
    List<UnaryOperator<Tensor>> layers = new ArrayList<>();
    if (inputs == 0) {
      layers.add(constant(store, name + ".constant", outputs));
      return new Conditioner(layers);
    }
    int width = inputs;
    if (config.frequencies() > 0) {
      int count = config.frequencies();
      layers.add(
          PeriodicFeatures.of(
              store, name + ".frequencies", inputs, count, config.frequencyScale()));
      width = PeriodicFeatures.width(inputs, count);
    }
    for (int i = 0; i < config.depth(); i++) {
      layers.add(hidden(store, name + "." + i, width, i == 0, config));
      width = config.hidden();
    }
    layers.add(Linear.zero(store, name + "." + config.depth(), width, outputs));
    return new Conditioner(layers);
  }

  @Override
  public Tensor apply(Tensor u) {
    Tensor h = u;
    for (UnaryOperator<Tensor> layer : layers) {
      h = layer.apply(h);
    }
    return h;
  }

  static UnaryOperator<Tensor> constant(ParameterStore store, String name, int outputs) {
    Tensor value = store.parameter(name, () -> Tensors.zeros(store.type(), outputs));
    return u -> value.expand(u.size(0), outputs);
  }

  private static UnaryOperator<Tensor> hidden(
      ParameterStore store, String name, int width, boolean first, FlowConfig config) {
    UnaryOperator<Tensor> activation = activation(config.activation());
    if (config.network() == FlowConfig.Network.HIGHWAY && !first) {
      return Highway.of(store, name, width, activation);
    }
    Linear linear = Linear.random(store, name, width, config.hidden());
    return h -> activation.apply(linear.apply(h));
  }

  /**
   * Nothing else uses the input of an activation, so it may work in place. This saves 2 % of a
   * step.
   */
  static UnaryOperator<Tensor> activation(FlowConfig.Activation activation) {
    return switch (activation) {
      case RELU -> torch::relu_;
      case SILU -> torch::silu;
      case GELU -> torch::gelu;
      case TANH -> torch::tanh;
    };
  }
}

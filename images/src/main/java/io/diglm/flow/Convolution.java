package io.diglm.flow;

import io.diglm.distribution.Seeds;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A 3 x 3 convolution of images (N, in, H, W), zeros beyond their edges, in the type of its input.
 *
 * @param weight (out, in, 3, 3)
 * @param bias (out)
 */
record Convolution(Tensor weight, Tensor bias) implements UnaryOperator<Tensor> {
  private static final int SIDE = 3;
  private static final long[] ONE = {1, 1};

  /** Draws weights and bias uniformly from +-1/sqrt(9 in), and adds {@code bias} to every bias. */
  static Convolution random(ParameterStore store, String name, int in, int out, double bias) {
    double bound = 1 / Math.sqrt(SIDE * SIDE * in);
    return of(
        in,
        out,
        store.parameter(
            name + ".weight", () -> uniform(store, name + ".weight", bound, out, in, SIDE, SIDE)),
        store.parameter(
            name + ".bias", () -> Tensors.plus(uniform(store, name + ".bias", bound, out), bias)));
  }

  /** Weights and bias 0. */
  static Convolution zero(ParameterStore store, String name, int in, int out) {
    return of(
        in,
        out,
        store.parameter(name + ".weight", () -> Tensors.zeros(store.type(), out, in, SIDE, SIDE)),
        store.parameter(name + ".bias", () -> Tensors.zeros(store.type(), out)));
  }

  /** Tensors of a file can have another shape than the configuration says. */
  private static Convolution of(int in, int out, Tensor weight, Tensor bias) {
    Shapes.requireShape("weight of a convolution", weight, out, in, SIDE, SIDE);
    Shapes.requireShape("bias of a convolution", bias, out);
    return new Convolution(weight, bias);
  }

  /** Draws numbers uniformly from +-bound, by the seed of the name. */
  static Tensor uniform(ParameterStore store, String name, double bound, long... shape) {
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    return Tensors.of(Seeds.uniform(store.random(name), count, bound), shape);
  }

  @Override
  public Tensor apply(Tensor x) {
    ScalarType type = x.scalar_type();
    return torch.conv2d(
        x, channelsLast(weight, type), new TensorOptional(bias.to(type)), ONE, ONE, ONE, 1);
  }

  /** The layout in which the engine's convolutions are fastest. */
  static Tensor channelsLast(Tensor x, ScalarType type) {
    return x.to(type, false, false, new MemoryFormatOptional(MemoryFormat.ChannelsLast));
  }
}

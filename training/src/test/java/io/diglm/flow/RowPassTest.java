package io.diglm.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Seeds;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RowPassTest {
  /** Columns, layers, hidden units, hidden layers, frequencies and rows about every edge. */
  @ParameterizedTest
  @CsvSource({
    "2, 1, 1, 1, 0, 1",
    "2, 3, 7, 2, 16, 5",
    "3, 8, 17, 3, 0, 64",
    "8, 8, 128, 2, 16, 65",
    "8, 5, 32, 1, 32, 129",
    "17, 6, 33, 2, 16, 63",
    "40, 4, 24, 2, 0, 200",
    "201, 2, 128, 2, 16, 70"
  })
  void gradientsAreAutograds(
      int columns, int layers, int hidden, int depth, int frequencies, int rows) {
    FlowConfig config = config(layers, hidden, depth, frequencies);
    double[] expected = gradient(config, columns, rows, ScalarType.Double, RowPassTest::autograd);
    double[] got = gradient(config, columns, rows, ScalarType.Float, pass(config));
    assertClose(expected, got);
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"SILU", "TANH"})
  void gradientsThroughOtherUnitsAreAutograds(Activation activation) {
    FlowConfig config = config(4, 24, 2, 16, activation);
    double[] expected = gradient(config, 6, 150, ScalarType.Double, RowPassTest::autograd);
    assertClose(expected, gradient(config, 6, 150, ScalarType.Float, pass(config)));
  }

  @Test
  void aPassLeavesNothingForTheNext() {
    FlowConfig config = config(4, 24, 2, 16);
    RowPass[] kept = new RowPass[1];
    double[] expected = gradient(config, 5, 40, ScalarType.Double, RowPassTest::autograd);
    double[] got =
        gradient(
            config,
            5,
            40,
            ScalarType.Float,
            (flow, x, store) -> {
              kept[0] = RowPass.of(config, flow, store);
              Tensor more = Tensors.cat(0, x, Tensors.times(x, 1e20), x);
              walked(kept[0], more, store);
              store.flat().gradients().zero_();
              return walked(kept[0], x, store);
            });
    assertClose(expected, got);
  }

  @Test
  void whatNothingCameOfHasNoGradient() {
    FlowConfig config = config(4, 24, 2, 16);
    double[] got =
        gradient(
            config,
            5,
            40,
            ScalarType.Float,
            (flow, x, store) -> {
              RowPass pass = RowPass.of(config, flow, store);
              return walked(pass, x, store, d -> d.latent().square().sum());
            });
    double[] expected =
        gradient(
            config,
            5,
            40,
            ScalarType.Double,
            (flow, x, store) -> {
              Tensor loss = flow.density(x, Mode.TRAINING).latent().square().sum();
              loss.backward();
              return loss.item_double();
            });
    assertClose(expected, got);
  }

  private interface Differentiation {
    double of(Flow flow, Tensor x, ParameterStore store);
  }

  private static double autograd(Flow flow, Tensor x, ParameterStore store) {
    Tensor loss = loss(flow.density(x, Mode.TRAINING));
    loss.backward();
    return loss.item_double();
  }

  private static Differentiation pass(FlowConfig config) {
    return (flow, x, store) -> walked(RowPass.of(config, flow, store), x, store);
  }

  private static double walked(RowPass pass, Tensor x, ParameterStore store) {
    return walked(pass, x, store, RowPassTest::loss);
  }

  private static double walked(
      RowPass pass, Tensor x, ParameterStore store, Function<Density, Tensor> objective) {
    float[] gradients = new float[pass.parameters().length];
    RowPass.Walk walk = pass.walk(x, gradients);
    Tensor loss = objective.apply(walk.density());
    loss.backward();
    walk.backward();
    store.flat().gradients().add_(Tensors.of(gradients, gradients.length));
    return loss.item_double();
  }

  /** Something of every number of z and of log p(x), row by row. */
  private static Tensor loss(Density density) {
    Tensor z = density.latent().to(ScalarType.Double);
    Tensor ranks = torch.arange(new org.bytedeco.pytorch.Scalar(z.numel())).to(ScalarType.Double);
    Tensor waves = Tensors.times(ranks, 0.37).sin();
    Tensor weights = Tensors.plus(waves.narrow(0, 0, z.size(0)), 2);
    return z.flatten().mul(waves).sum().sub(density.logDensity().mul(weights).sum());
  }

  /** The gradient at weights away from their start, and the loss checked on the way. */
  private static double[] gradient(
      FlowConfig config, int columns, int rows, ScalarType type, Differentiation differentiation) {
    try (ParameterStore store = new ParameterStore(2, type)) {
      return NativeScope.compute(
          () -> {
            Flow flow = Flows.build(config, columns, store);
            store.flatten();
            Tensor values = store.flat().values();
            int count = (int) values.numel();
            float[] moved = Seeds.normal(new SplittableRandom(4), count, 0.05);
            values.add_(Tensors.of(moved, count).to(type));
            store.flat().read();
            float[] drawn = Seeds.normal(new SplittableRandom(3), rows * columns, 1);
            double loss =
                differentiation.of(flow, Tensors.of(drawn, rows, columns).to(type), store);
            double[] gradient = Tensors.doubles(store.flat().gradients());
            return append(gradient, loss);
          });
    }
  }

  private static double[] append(double[] numbers, double last) {
    double[] longer = Arrays.copyOf(numbers, numbers.length + 1);
    longer[numbers.length] = last;
    return longer;
  }

  /** In single precision autograd itself is as far from double. */
  private static void assertClose(double[] expected, double[] got) {
    int count = expected.length - 1;
    assertEquals(expected[count], got[count], 1e-5 * (1 + Math.abs(expected[count])));
    double largest = Arrays.stream(expected, 0, count).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0);
    assertArrayEquals(Arrays.copyOf(expected, count), Arrays.copyOf(got, count), 1e-4 * largest);
  }

  private static FlowConfig config(int layers, int hidden, int depth, int frequencies) {
    return config(layers, hidden, depth, frequencies, Activation.RELU);
  }

  private static FlowConfig config(
      int layers, int hidden, int depth, int frequencies, Activation activation) {
    return FlowConfig.ofRows()
        .layers(layers)
        .hidden(hidden)
        .depth(depth)
        .activation(activation)
        .frequencies(frequencies)
        .logScaleBound(1.5)
        .latentVariance(1.7);
  }
}

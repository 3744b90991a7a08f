package io.diglm.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.distribution.Seeds;
import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.schema.ImageShape;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class ReversiblePassTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final int ROWS = 5;

  @Test
  void gradientsAreThoseOfAUsualPass() {
    for (Architecture architecture : List.of(Architecture.GLOW, Architecture.REALNVP)) {
      FlowConfig flow = Cases.config(architecture, Norm.ACTNORM).forImages(2, 2);
      compare(flow, ScalarType.Double, Precision.FLOAT32, 1e-9);
      compare(flow, ScalarType.Float, Precision.FLOAT32, 1e-4);
    }
  }

  @Test
  void bfloat16NetworksSeeTheSameInputAgain() {
    FlowConfig flow = Cases.config(Architecture.GLOW, Norm.ACTNORM).forImages(2, 2);
    compare(flow, ScalarType.Float, Precision.BFLOAT16, 2e-2);
  }

  private static void compare(
      FlowConfig flow, ScalarType type, Precision precision, double tolerance) {
    double[] usual = gradient(flow, type, precision, ReversiblePassTest::usual);
    double[] reversible = gradient(flow, type, precision, ReversiblePassTest::reversible);
    double largest = Arrays.stream(usual).map(Math::abs).max().orElseThrow();
    assertArrayEquals(usual, reversible, tolerance * largest);
  }

  private static double[] gradient(
      FlowConfig config,
      ScalarType type,
      Precision precision,
      BiFunction<Flow, Tensor, Double> differentiate) {
    double[][] gradient = new double[1][];
    try (ParameterStore store = new ParameterStore(2, type)) {
      NativeScope.run(
          () -> {
            Flow flow = Flows.build(config, Event.image(SHAPE, precision), store);
            store.flatten();
            Tensor values = store.flat().values();
            int count = (int) values.numel();
            float[] moved = Seeds.normal(new SplittableRandom(4), count, 0.05);
            values.add_(Tensors.of(moved, count).to(type));
            float[] drawn = Seeds.normal(new SplittableRandom(3), ROWS * SHAPE.size(), 1);
            Tensor x = Tensors.of(drawn, ROWS, SHAPE.size()).to(type);
            flow.initialise(x);
            double loss = differentiate.apply(flow, x);
            double expected = -flow.density(x, Mode.EVALUATION).logDensity().sum().item_double();
            assertEquals(expected, loss, 1e-3 * Math.abs(expected));
            gradient[0] = Tensors.doubles(store.flat().gradients());
          });
    }
    return gradient[0];
  }

  private static double usual(Flow flow, Tensor x) {
    Tensor loss = loss(flow.density(x, Mode.TRAINING));
    loss.backward();
    return loss.item_double();
  }

  private static double reversible(Flow flow, Tensor x) {
    ReversiblePass pass = ReversiblePass.of(flow, x);
    Tensor loss = loss(pass.density());
    loss.backward();
    pass.backward();
    return loss.item_double();
  }

  private static Tensor loss(Density density) {
    return density.logDensity().sum().neg();
  }
}

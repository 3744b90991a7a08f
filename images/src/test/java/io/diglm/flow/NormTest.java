package io.diglm.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class NormTest {
  private static final double[] ROWS = {1, 10, 3, 20, 5, 30, 7, 60};

  @Test
  void actNormStandardisesItsFirstRowsOnce() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            ActNorm norm = new ActNorm(store, "norm", 2);
            Tensor x = Tensors.of(ROWS, 4, 2);
            norm.initialise(x);
            assertStandard(norm.forward(x).value());
            new ActNorm(store, "norm", 2).initialise(Tensors.times(x, 5));
            assertStandard(norm.forward(x).value());
            assertEquals(1, buffer(store, "norm.initialised")[0]);
          }
        });
  }

  @Test
  void linearMapMakesItsFirstRowsWhiteOnce() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            InvertibleLinear linear = new InvertibleLinear(store, "linear", 3);
            double[] rows = new double[300];
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < rows.length; i += 3) {
              rows[i] = random.nextGaussian();
              rows[i + 1] = 0.9 * rows[i] + 0.3 * random.nextGaussian();
              rows[i + 2] = rows[i] - rows[i + 1] + random.nextGaussian();
            }
            Tensor x = Tensors.of(rows, 100, 3);
            linear.initialise(x);
            assertWhite(linear.forward(x).value());
            new InvertibleLinear(store, "linear", 3).initialise(Tensors.times(x, 5));
            assertWhite(linear.forward(x).value());
          }
        });
  }

  @Test
  void linearMapTakesColumnsThatAreOneAnother() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Float)) {
            InvertibleLinear linear = new InvertibleLinear(store, "linear", 2);
            Tensor x = Tensors.of(new float[] {1, 1, -1, -1, 0, 0}, 3, 2);
            linear.initialise(x);
            double[] back = Tensors.doubles(linear.inverse(linear.forward(x).value()).value());
            assertArrayEquals(new double[] {1, 1, -1, -1, 0, 0}, back, 1e-4);
          }
        });
  }

  private static void assertWhite(Tensor rows) {
    Tensor centred = rows.sub(rows.mean(0));
    double[] covariance = Tensors.doubles(centred.t().matmul(centred));
    for (int i = 0; i < 9; i++) {
      assertEquals(i % 4 == 0 ? 1 : 0, covariance[i] / rows.size(0), 0.05);
    }
  }

  @Test
  void chainInitialisesEachStepFromWhatReachesIt() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            ActNorm norm = new ActNorm(store, "norm", 2);
            Chain chain = new Chain(List.of(new InvertibleLinear(store, "turned", 2), norm));
            Tensor x = Tensors.of(ROWS, 4, 2);
            chain.initialise(x);
            assertStandard(chain.forward(x).value());
          }
        });
  }

  @Test
  void actNormTakesAConstantColumn() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Float)) {
            ActNorm norm = new ActNorm(store, "norm", 1);
            Tensor x = Tensors.of(new float[] {3, 3, 3}, 3, 1);
            norm.initialise(x);
            assertArrayEquals(
                new double[] {0, 0, 0}, Tensors.doubles(norm.forward(x).value()), 1e-3);
          }
        });
  }

  @Test
  void batchNormUsesTheBatchInTrainingAndFollowsIt() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            BatchNorm norm = new BatchNorm(store, "norm", 2);
            Tensor x = Tensors.of(ROWS, 4, 2);
            assertStandard(norm.forward(x, Mode.TRAINING).value());
            double[] mean = buffer(store, "norm.mean");
            double[] variance = buffer(store, "norm.variance");
            assertArrayEquals(new double[] {0.4, 3}, mean, 1e-12);
            assertArrayEquals(new double[] {0.9 + 0.5, 0.9 + 35}, variance, 1e-12);
            double first = Tensors.doubles(norm.forward(x, Mode.EVALUATION).value())[0];
            assertEquals(0.6 / Math.sqrt(1.4 + 1e-5), first, 1e-12);
          }
        });
  }

  @Test
  void batchNormRefusesASingleRow() {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  NativeScope.run(
                      () ->
                          new BatchNorm(store, "norm", 2)
                              .forward(Tensors.of(ROWS, 1, 2), Mode.TRAINING)));
      assertEquals("a batch must have at least 2 rows for batch norm, got 1", e.getMessage());
    }
  }

  private static double[] buffer(ParameterStore store, String name) {
    return Tensors.doubles(Objects.requireNonNull(store.buffers().get(name)));
  }

  private static void assertStandard(Tensor y) {
    Moments moments = Moments.of(y);
    assertArrayEquals(new double[] {0, 0}, Tensors.doubles(moments.mean()), 1e-9);
    assertArrayEquals(new double[] {1, 1}, Tensors.doubles(moments.variance()), 1e-5);
  }
}

package io.diglm.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Seeds;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.torch.FlatParameters;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Isolated("it counts the native objects of the JVM")
final class FlowTest {
  private static final int D = 3;

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void densityIntegratesToOne(Architecture architecture) {
    FlowConfig config = Cases.config(architecture, Norm.NONE);
    Case row = new Case("flow", 1, s -> Flows.build(config, 1, s).bijection());
    double mass =
        NativeScope.infer(
            () -> {
              try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
                Flow flow = new Flow(row.disturbed(store), 1, 1);
                double[] grid = new double[40001];
                for (int i = 0; i < grid.length; i++) {
                  grid[i] = (i - 20000) * 0.002;
                }
                Tensor x = Tensors.of(grid, grid.length, 1);
                Tensor logDensity = flow.density(x, Mode.EVALUATION).logDensity();
                return logDensity.exp().sum().item_double() * 0.002;
              }
            });
    assertEquals(1, mass, 1e-3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"REALNVP", "SPLINE", "PLANAR"})
  void startsAsTheStandardNormal(Architecture architecture) {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            Flow flow = Flows.build(Cases.config(architecture, Norm.ACTNORM), D, store);
            Density density = flow.density(Tensors.of(ROW, 1, D), Mode.EVALUATION);
            assertArrayEquals(ROW, Tensors.doubles(density.latent()), 1e-6);
            double expected = -0.5 * (0.25 + 1 + 4) - 1.5 * Math.log(2 * Math.PI);
            assertEquals(expected, density.logDensity().item_double(), 1e-6);
          }
        });
  }

  private static final double[] ROW = {0.5, -1, 2};

  @Test
  void baseVarianceScalesTheBase() {
    NativeScope.run(
        () -> {
          Flow flow = new Flow(new Chain(List.of()), D, 4);
          double got =
              flow.density(Tensors.of(ROW, 1, D), Mode.EVALUATION).logDensity().item_double();
          assertEquals(-0.5 * 5.25 / 4 - 1.5 * Math.log(2 * Math.PI * 4), got, 1e-12);
        });
  }

  @Test
  void refusesAVarianceOfZero() {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> new Flow(new Chain(List.of()), 1, 0));
    assertEquals("base variance must be positive and finite, got 0.0", e.getMessage());
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                NativeScope.run(
                    () ->
                        new Flow(new Chain(List.of()), 8, 1)
                            .density(Tensors.zeros(ScalarType.Float, 5, 7), Mode.TRAINING)));
    assertEquals("x must have shape (N, 8), got (5, 7)", e.getMessage());
  }

  @Test
  void samplesHaveTheBaseVariance() {
    NativeScope.run(
        () -> {
          Flow flow = new Flow(new Chain(List.of()), D, 9);
          Tensor x = flow.sample(4000, new SplittableRandom(1), ScalarType.Float);
          assertEquals(9, x.square().mean().item_double(), 0.4);
        });
  }

  @Test
  void aHundredStepsLeakNothing() {
    FlowConfig config = Cases.config(Architecture.SPLINE, Norm.BATCHNORM);
    try (ParameterStore store = new ParameterStore(1, ScalarType.Float)) {
      Flow flow = NativeScope.infer(() -> plain(config, store));
      FlatParameters flat = store.flatten();
      step(flow, flat);
      long before = Pointer.totalCount();
      for (int i = 0; i < 100; i++) {
        step(flow, flat);
      }
      assertEquals(before, Pointer.totalCount());
    }
  }

  private static Flow plain(FlowConfig config, ParameterStore store) {
    return Flows.build(config, D, store);
  }

  private static double step(Flow flow, FlatParameters flat) {
    return NativeScope.compute(
        () -> {
          float[] rows = Seeds.normal(new SplittableRandom(2), 16 * D, 2);
          Tensor x = Tensors.of(rows, 16, D);
          Tensor loss = flow.density(x, Mode.TRAINING).logDensity().mean().neg();
          loss.backward();
          try (NoGradGuard guard = new NoGradGuard()) {
            flat.values().sub_(Tensors.times(flat.gradients(), 1e-3));
            flat.gradients().zero_();
          }
          return loss.item_double();
        });
  }

  @Test
  void gradientStepsRaiseTheDensity() {
    FlowConfig config = Cases.config(Architecture.REALNVP, Norm.NONE);
    try (ParameterStore store = new ParameterStore(1, ScalarType.Float)) {
      Flow flow = NativeScope.infer(() -> plain(config, store));
      FlatParameters flat = store.flatten();
      double first = step(flow, flat);
      double last = first;
      for (int i = 0; i < 50; i++) {
        last = step(flow, flat);
      }
      assertTrue(last < first - 0.05, first + " to " + last);
    }
  }
}

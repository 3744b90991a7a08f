package io.diglm.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Seeds;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.network.PlanarRoot;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** What single bijections promise beyond the contract. */
final class StepsTest {
  @Test
  void rootsOfPlanarMapsAreTight() {
    for (double slope : new double[] {-1, -0.999999, -0.5, 0, 3, 40}) {
      for (double target : new double[] {-1e4, -3, -0.7, 0, 1e-8, 0.7, 5, 1e4}) {
        double a = new PlanarRoot(slope, 0.7).of(target);
        double back = a + slope * Math.tanh(a + 0.7);
        assertEquals(target, back, 1e-9 * Math.max(1, Math.abs(target)));
      }
    }
  }

  @Test
  void inverseOfPlanarCarriesGradients() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            Case row = new Case("planar", 2, s -> new Planar(s, "f", 2));
            Bijection planar = row.disturbed(store);
            Tensor y = row.y(ScalarType.Double).requires_grad_(true);
            planar.inverse(y).value().narrow(1, 0, 1).sum().backward();
            double analytic = Tensors.doubles(y.grad())[0];
            assertEquals(difference(planar, y), analytic, 1e-6);
          }
        });
  }

  private static double difference(Bijection planar, Tensor y) {
    double step = 1e-5;
    double[] up = Tensors.doubles(y);
    double[] down = up.clone();
    up[0] += step;
    down[0] -= step;
    return (first(planar, up) - first(planar, down)) / (2 * step);
  }

  private static double first(Bijection planar, double[] y) {
    return Tensors.doubles(planar.inverse(Tensors.of(y, y.length / 2, 2)).value())[0];
  }

  @Test
  void splineIsTheIdentityBeyondItsTail() {
    NativeScope.run(
        () -> {
          Tensor raw =
              Tensors.of(
                  Seeds.normal(new SplittableRandom(1), RationalQuadratic.parameters(4), 2),
                  1,
                  1,
                  RationalQuadratic.parameters(4));
          RationalQuadratic spline = RationalQuadratic.of(raw, 4, 3);
          for (double x : new double[] {-7, -3, 3, 7}) {
            RationalQuadratic.Point point =
                spline.forward(Tensors.of(new float[] {(float) x}, 1, 1));
            assertEquals(x, point.value().item_double());
            assertEquals(0, point.logSlope().item_double());
          }
        });
  }

  @Test
  void permutationMustNameEachColumnOnce() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new Permutation(0, 2, 2));
    assertEquals("order must hold each of 0..2 once, got [0, 2, 2]", e.getMessage());
  }

  @Test
  void logScalesStayWithinTheirBound() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            FlowConfig config = Cases.config(Architecture.REALNVP, Norm.NONE);
            Split split = Split.of(2, 1, false);
            AffineCoupling coupling = new AffineCoupling(store, "f", split, config);
            Objects.requireNonNull(store.parameters().get("f.2.bias"))
                .detach()
                .fill_(new Scalar(1e6));
            Tensor logDet = coupling.forward(Tensors.zeros(ScalarType.Double, 1, 2)).logDet();
            assertEquals(config.logScaleBound(), logDet.item_double(), 1e-9);
          }
        });
  }

  @Test
  void fourSplitsLetEveryColumnMoveEveryOther() {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            FlowConfig config = Cases.config(Architecture.REALNVP, Norm.NONE);
            Case row = new Case("realnvp", 5, s -> Flows.build(config, 5, s).bijection());
            Bijection flow = row.disturbed(store);
            for (int i = 0; i < 5; i++) {
              Tensor x = row.x(ScalarType.Double).requires_grad_(true);
              flow.forward(x).value().narrow(1, i, 1).sum().backward();
              double[] gradient = Tensors.doubles(x.grad().narrow(0, 0, 1));
              assertTrue(Arrays.stream(gradient).allMatch(g -> g != 0), "column " + i);
            }
          }
        });
  }

  @Test
  void tensorsHaveTheirDocumentedNames() {
    FlowConfig config = Cases.config(Architecture.REALNVP, Norm.ACTNORM);
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Float)) {
            Flows.build(config, 4, store);
            List<String> names = List.copyOf(store.parameters().keySet());
            assertEquals(
                List.of(
                    "flow.0.coupling.frequencies",
                    "flow.0.coupling.0.weight",
                    "flow.0.coupling.0.bias",
                    "flow.0.coupling.1.weight",
                    "flow.0.coupling.1.bias",
                    "flow.0.coupling.2.weight",
                    "flow.0.coupling.2.bias",
                    "flow.1.norm.logScale",
                    "flow.1.norm.shift"),
                names.subList(0, 9));
            assertTrue(store.buffers().containsKey("flow.1.norm.initialised"));
          }
        });
  }
}

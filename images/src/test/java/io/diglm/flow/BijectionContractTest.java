package io.diglm.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import io.diglm.torch.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every bijection and every named builder. */
final class BijectionContractTest {
  private static final double TIGHT = 1e-8;

  static List<Case> cases() {
    return Cases.all();
  }

  static List<Case> casesOfKnownWidth() {
    return Cases.all().stream().filter(row -> !row.name().equals("empty chain")).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inverseUndoesForward(Case row) {
    with(
        row,
        ScalarType.Double,
        bijection -> {
          Tensor x = row.x(ScalarType.Double);
          assertClose(x, bijection.inverse(bijection.forward(x).value()).value(), TIGHT);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void forwardUndoesInverse(Case row) {
    with(
        row,
        ScalarType.Double,
        bijection -> {
          Tensor y = row.y(ScalarType.Double);
          Tensor back = bijection.forward(bijection.inverse(y).value()).value();
          assertClose(y, back, TIGHT);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void float32SurvivesTheRoundTrip(Case row) {
    with(
        row,
        ScalarType.Float,
        bijection -> {
          Tensor x = row.x(ScalarType.Float);
          Tensor y = bijection.forward(x).value();
          assertEquals(ScalarType.Float, y.scalar_type().intern());
          assertClose(x, bijection.inverse(y).value(), 1e-4);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logDetIsThatOfTheJacobian(Case row) {
    with(
        row,
        ScalarType.Double,
        bijection -> {
          Tensor x = row.x(ScalarType.Double);
          Tensor jacobian = jacobian(x, at -> bijection.forward(at).value());
          Tensor expected = torch.linalg_slogdet(jacobian).get1();
          assertClose(expected, bijection.forward(x).logDet(), TIGHT);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logDetOfInverseIsMinusForwards(Case row) {
    with(
        row,
        ScalarType.Double,
        bijection -> {
          Mapped there = bijection.forward(row.x(ScalarType.Double));
          Tensor back = bijection.inverse(there.value()).logDet();
          assertClose(there.logDet().neg(), back, TIGHT);
          assertEquals(ScalarType.Double, back.scalar_type().intern());
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsReachEveryParameter(Case row) {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            Tensor x = row.x(ScalarType.Double).requires_grad_(true);
            Mapped mapped = row.disturbed(store).forward(x);
            mapped.value().square().sum().add(mapped.logDet().square().sum()).backward();
            store.parameters().forEach((name, parameter) -> assertReached(name, parameter));
          }
        });
  }

  private static void assertReached(String name, Tensor parameter) {
    assertTrue(parameter.grad().defined(), name + " has no gradient");
    double[] gradient = Tensors.doubles(parameter.grad());
    assertTrue(Arrays.stream(gradient).anyMatch(g -> g != 0), name + " has a zero gradient");
    assertTrue(Arrays.stream(gradient).allMatch(Double::isFinite), name + " is not finite");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void extremeInputsGiveNoNaN(Case row) {
    with(
        row,
        ScalarType.Float,
        bijection -> {
          for (double extreme : new double[] {1e4, -1e4}) {
            Tensor x = Tensors.plus(Tensors.zeros(ScalarType.Float, 3, row.dimension()), extreme);
            assertNoNaN(bijection.forward(x));
            assertNoNaN(bijection.inverse(x));
          }
        });
  }

  private static void assertNoNaN(Mapped mapped) {
    for (Tensor tensor : List.of(mapped.value(), mapped.logDet())) {
      assertFalse(Arrays.stream(Tensors.doubles(tensor)).anyMatch(Double::isNaN));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void startsAgainFromTheSameStore(Case row) {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
            Bijection first = row.disturbed(store);
            Bijection second = row.build().apply(store);
            Tensor x = row.x(ScalarType.Double);
            assertClose(first.forward(x).value(), second.forward(x).value(), 0);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("casesOfKnownWidth")
  void refusesOtherShapes(Case row) {
    with(
        row,
        ScalarType.Double,
        bijection -> {
          int d = row.dimension();
          Tensor wide = Tensors.zeros(ScalarType.Double, 5, d + 1);
          String rule = " must have shape (N, " + d + "), got (5, " + (d + 1) + ")";
          Exception there =
              assertThrows(IllegalArgumentException.class, () -> bijection.forward(wide));
          assertEquals("x" + rule, there.getMessage());
          Exception back =
              assertThrows(IllegalArgumentException.class, () -> bijection.inverse(wide));
          assertEquals("y" + rule, back.getMessage());
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void followsValuesThatComeAfterItIsBuilt(Case row) {
    NativeScope.run(
        () -> {
          try (ParameterStore from = new ParameterStore(1, ScalarType.Double);
              ParameterStore to = new ParameterStore(2, ScalarType.Double)) {
            Bijection original = row.disturbed(from);
            Bijection loaded = row.build().apply(to);
            Weights.load(Weights.of(from), to);
            Tensor x = row.x(ScalarType.Double);
            assertClose(original.forward(x).value(), loaded.forward(x).value(), 1e-4);
            assertClose(original.inverse(x).logDet(), loaded.inverse(x).logDet(), 1e-4);
          }
        });
  }

  private static void with(Case row, ScalarType type, Consumer<Bijection> body) {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, type)) {
            body.accept(row.disturbed(store));
          }
        });
  }

  /** dy_i/dx_j (N, D, D), a column i at a time: rows do not see each other. */
  private static Tensor jacobian(Tensor x, UnaryOperator<Tensor> map) {
    int d = (int) x.size(1);
    Tensor[] gradients = new Tensor[d];
    for (int i = 0; i < d; i++) {
      Tensor leaf = x.detach().clone().requires_grad_(true);
      map.apply(leaf).narrow(1, i, 1).sum().backward();
      gradients[i] = leaf.grad().unsqueeze(1);
    }
    return Tensors.cat(1, gradients);
  }

  private static void assertClose(Tensor expected, Tensor actual, double tolerance) {
    double[] wanted = Tensors.doubles(expected);
    double[] got = Tensors.doubles(actual);
    assertEquals(wanted.length, got.length);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], got[i], tolerance * Math.max(1, Math.abs(wanted[i])));
    }
  }
}

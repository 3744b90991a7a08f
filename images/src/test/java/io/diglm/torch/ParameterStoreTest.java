package io.diglm.torch;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it counts the native objects of the JVM")
final class ParameterStoreTest {
  @Test
  void nameThatItHasGivesWhatItHas() {
    with(
        store -> {
          Tensor first = store.parameter("w", () -> Tensors.of(new double[] {1, 2}, 2));
          Tensor again =
              store.parameter(
                  "w",
                  () -> {
                    throw new AssertionError("made again");
                  });
          assertEquals(first.address(), again.address());
        });
  }

  @Test
  void tensorsTakeTheTypeOfTheStore() {
    with(
        store -> {
          store.parameter("w", () -> Tensors.of(new float[] {1}, 1));
          store.buffer("b", () -> Tensors.of(new float[] {1}, 1));
          assertEquals(
              ScalarType.Double,
              requireNonNull(store.parameters().get("w")).scalar_type().intern());
          assertEquals(
              ScalarType.Double, requireNonNull(store.buffers().get("b")).scalar_type().intern());
          assertTrue(requireNonNull(store.parameters().get("w")).requires_grad());
          assertTrue(!requireNonNull(store.buffers().get("b")).requires_grad());
        });
  }

  @Test
  void tensorsOutliveTheScopeTheyAreMadeIn() {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      NativeScope.run(() -> store.parameter("w", () -> Tensors.of(new double[] {3}, 1)));
      assertEquals(
          3.0,
          NativeScope.compute(() -> requireNonNull(store.parameters().get("w")).item_double()));
    }
  }

  @Test
  void flattenedParametersAreViewsOfOneVector() {
    with(
        store -> {
          Tensor w = store.parameter("w", () -> Tensors.of(new double[] {1, 2}, 2));
          Tensor v = store.parameter("v", () -> Tensors.of(new double[] {3}, 1));
          FlatParameters flat = store.flatten();
          assertArrayEquals(new double[] {1, 2, 3}, Tensors.doubles(flat.values()));
          fill(flat.values(), 5);
          assertArrayEquals(new double[] {5, 5}, Tensors.doubles(w));
          w.mul(v).sum().backward();
          assertArrayEquals(new double[] {5, 5, 10}, Tensors.doubles(flat.gradients()));
        });
  }

  @Test
  void closingReturnsAllNativeMemory() {
    NativeScope.run(() -> {});
    long before = Pointer.totalCount();
    ParameterStore store = new ParameterStore(1, ScalarType.Double);
    NativeScope.run(
        () -> {
          store.parameter("w", () -> Tensors.of(new double[] {1, 2}, 2));
          store.buffer("b", () -> Tensors.of(new double[] {7}, 1));
          store.flatten();
        });
    store.close();
    assertEquals(before, Pointer.totalCount());
  }

  @Test
  void orderOfNamesIsThatOfAsking() {
    with(
        store -> {
          for (String name : List.of("z", "a", "m")) {
            store.parameter(name, () -> Tensors.of(new double[] {1}, 1));
          }
          assertEquals(List.of("z", "a", "m"), List.copyOf(store.parameters().keySet()));
        });
  }

  @Test
  void flatteningComesFirstAndOnce() {
    with(
        store -> {
          assertEquals(
              "a parameter store must be flattened before its flat vectors are used",
              assertThrows(IllegalStateException.class, store::flat).getMessage());
          store.flatten();
          assertEquals(
              "a parameter store must be flattened once, got it again",
              assertThrows(IllegalStateException.class, store::flatten).getMessage());
        });
  }

  private static void fill(Tensor tensor, double value) {
    try (NoGradGuard guard = new NoGradGuard()) {
      tensor.fill_(new Scalar(value));
    }
  }

  private static void with(Consumer<ParameterStore> test) {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      NativeScope.run(() -> test.accept(store));
    }
  }
}

package io.diglm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class NativeScopeTest {
  @Test
  void aTensorMustNotLeave() {
    Exception e =
        assertThrows(
            IllegalStateException.class,
            () -> NativeScope.compute(() -> Tensors.zeros(ScalarType.Float, 2)));
    assertEquals(
        "the result of a native scope must be plain Java, got org.bytedeco.pytorch.Tensor",
        e.getMessage());
  }

  @Test
  void whatAScopeMadeDiesWithIt() {
    List<Tensor> made = new ArrayList<>();
    NativeScope.run(() -> made.add(Tensors.zeros(ScalarType.Float, 2)));
    assertTrue(made.get(0).isNull());
  }

  @Test
  void whatAStoreOwnsOutlivesTheScope() {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      Tensor kept = store.buffer("kept", () -> Tensors.plus(Tensors.zeros(ScalarType.Float, 2), 3));
      List<Tensor> late = new ArrayList<>();
      NativeScope.run(() -> late.add(store.buffer("late", () -> Tensors.of(new double[] {7}, 1))));
      assertEquals(7, NativeScope.compute(() -> Tensors.doubles(late.get(0)))[0]);
      assertEquals(3, NativeScope.compute(() -> Tensors.doubles(kept))[1]);
    }
  }

  @Test
  void engineErrorsAreOneLine() {
    Exception e =
        assertThrows(
            IllegalStateException.class,
            () ->
                NativeScope.run(
                    () ->
                        Tensors.zeros(ScalarType.Float, 2, 3)
                            .matmul(Tensors.zeros(ScalarType.Float, 2, 3))));
    assertEquals(
        "tensor engine failed: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
        e.getMessage());
  }

  @Test
  void exceptionsOfTheBodyPassUnchanged() {
    IllegalArgumentException ours = new IllegalArgumentException("ours");
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                NativeScope.run(
                    () -> {
                      throw ours;
                    }));
    assertSame(ours, e);
  }

  @Test
  void inferenceRecordsNoGradients() {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Float)) {
      Tensor weight = store.parameter("w", () -> Tensors.zeros(ScalarType.Float, 2));
      assertTrue(NativeScope.compute(() -> weight.exp().requires_grad()));
      assertFalse(NativeScope.infer(() -> weight.exp().requires_grad()));
      assertTrue(NativeScope.compute(() -> weight.exp().requires_grad()));
    }
  }
}

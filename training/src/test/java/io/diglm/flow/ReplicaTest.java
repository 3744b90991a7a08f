package io.diglm.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bijection is what its store holds: its twin over a replica gives the same numbers. */
final class ReplicaTest {
  static List<Case> cases() {
    return Cases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void replicaGivesTheSameNumbers(Case row) {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(1, ScalarType.Float)) {
            Bijection bijection = row.disturbed(store);
            store.flatten();
            try (ParameterStore twin = store.replica()) {
              assertSame(row, bijection, row.build().apply(twin));
              assertEquals(store.parameters().keySet(), twin.parameters().keySet());
              assertEquals(store.buffers().keySet(), twin.buffers().keySet());
            }
          }
        });
  }

  private static void assertSame(Case row, Bijection first, Bijection second) {
    Tensor x = row.x(ScalarType.Float);
    Mapped one = first.forward(x);
    Mapped two = second.forward(x);
    assertArrayEquals(Tensors.doubles(one.value()), Tensors.doubles(two.value()));
    assertArrayEquals(Tensors.doubles(one.logDet()), Tensors.doubles(two.logDet()));
  }
}

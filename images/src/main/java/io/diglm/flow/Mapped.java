package io.diglm.flow;

import io.diglm.torch.NativeScope;
import io.diglm.torch.Tensors;
import java.util.function.Supplier;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mapped rows and the volume the map changed.
 *
 * @param value (N, D)
 * @param logDet log|det| of the Jacobian in nats (N), float64
 */
public record Mapped(Tensor value, Tensor logDet) {

  /** Returns the result of a map and frees its other tensors. */
  static Mapped alone(Supplier<Mapped> map) {
    Tensor[] both =
        NativeScope.inner(
            () -> {
              Mapped mapped = map.get();
              return new Tensor[] {mapped.value, mapped.logDet};
            });
    return new Mapped(both[0], both[1]);
  }

  /**
   * Returns the result of a map with a triangular Jacobian, whose diagonal has the logarithms
   * {@code logSlopes} (N, d).
   */
  static Mapped triangular(Tensor value, Tensor logSlopes) {
    return new Mapped(value, sumOfRow(logSlopes));
  }

  /** Returns the result of a map whose log-slopes (D) are the same in every row. */
  static Mapped constant(Tensor value, Tensor logSlopes) {
    Tensor logDet = logSlopes.sum(new ScalarTypeOptional(ScalarType.Double));
    return new Mapped(value, logDet.expand(value.size(0)));
  }

  /** Returns the result of a map that does not change the volume. */
  static Mapped rigid(Tensor value) {
    return new Mapped(value, Tensors.zeros(ScalarType.Double, value.size(0)));
  }

  /** Sums over a row in float64: (N, d) to (N). */
  static Tensor sumOfRow(Tensor x) {
    return x.sum(new long[] {1}, false, new ScalarTypeOptional(ScalarType.Double));
  }
}

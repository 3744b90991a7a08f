package io.diglm.flow;

import io.diglm.gradient.Precision;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The type of the numbers that a network inside a coupling computes with. */
final class NetworkType {
  private NetworkType() {}

  static ScalarType of(Precision precision, ScalarType rows) {
    return switch (precision) {
      case FLOAT32 -> rows;
      case BFLOAT16 -> ScalarType.BFloat16;
    };
  }
}

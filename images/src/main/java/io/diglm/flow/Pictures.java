package io.diglm.flow;

import io.diglm.schema.ImageShape;
import org.bytedeco.pytorch.Tensor;

/** Rows as images. */
final class Pictures {
  private Pictures() {}

  /** (N, C H W) to (N, C, H, W), the same memory where it can be. */
  static Tensor of(Tensor rows, ImageShape shape) {
    return rows.reshape(rows.size(0), shape.channels(), shape.height(), shape.width());
  }
}

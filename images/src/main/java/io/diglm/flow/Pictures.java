package io.diglm.flow;

import io.diglm.schema.ImageShape;
import org.bytedeco.pytorch.Tensor;

/** Rows as images. */
final class Pictures {
  private Pictures() {}

  /** (N, C H W) to (N, C, H, W), in the same memory if possible. */
  static Tensor of(Tensor rows, ImageShape shape) {
    return rows.reshape(rows.size(0), shape.channels(), shape.height(), shape.width());
  }
}

package io.diglm.onnx;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Pixels;

/**
 * Images as the input {@code image} of a graph, bytes (N, C, H, W), and as the dimensions v (N, D)
 * that a network sees, as {@link Pixels} encodes them.
 */
final class ImageInput {
  /** The name of the input. */
  static final String NAME = "image";

  private static final double LEVELS = 256;

  private final Value encoded;
  private final Value logDet;

  ImageInput(Ops ops, Pixels pixels) {
    ImageShape shape = pixels.shape();
    Value bytes =
        ops.graph().input(NAME, Element.UINT8, shape.channels(), shape.height(), shape.width());
    Value level = ops.reshape(ops.toDouble(bytes), -1, shape.size());
    Value share = ops.mul(ops.add(level, 0.5), 1 / LEVELS);
    double constant = -shape.size() * Math.log(LEVELS);
    double margin = pixels.margin();
    if (margin == 0) {
      encoded = ops.toFloat(ops.add(share, -0.5));
      logDet = ops.real(constant);
      return;
    }
    Value inside = ops.add(ops.mul(share, 1 - 2 * margin), margin);
    Value log = ops.log(inside);
    Value rest = ops.log1p(ops.neg(inside));
    encoded = ops.toFloat(ops.sub(log, rest));
    double each = Math.log(1 - 2 * margin) * shape.size();
    logDet = ops.sub(ops.real(constant + each), ops.sum(ops.add(log, rest), 1));
  }

  /** v (N, D), floats. */
  Value encoded() {
    return encoded;
  }

  /** log|dv/dpixels|, (N, 1) or one number for all. */
  Value logDet() {
    return logDet;
  }
}

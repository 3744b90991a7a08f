package io.diglm.onnx;

/** The type of the elements of a tensor, as in ONNX's {@code TensorProto.DataType}. */
enum Element {
  FLOAT(1),
  UINT8(2),
  INT64(7),
  STRING(8),
  BOOL(9),
  DOUBLE(11);

  private final int code;

  Element(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}

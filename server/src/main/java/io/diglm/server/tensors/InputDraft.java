package io.diglm.server.tensors;

import io.diglm.schema.Cells;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An input whose bytes have not been found yet.
 *
 * @param name of the input
 * @param type of its elements
 * @param shape of the tensor
 * @param count of its elements
 * @param elements those in the JSON
 * @param hasData whether there were any in the JSON
 * @param parameters of the input
 */
record InputDraft(
    String name,
    Datatype type,
    List<Integer> shape,
    int count,
    Elements elements,
    boolean hasData,
    InputParameters parameters) {
  /**
   * Returns the input with its elements: those in the JSON, or the next bytes after it.
   *
   * @throws IllegalArgumentException if they are not as many as the shape needs
   */
  Tensor tensor(BinaryPart binary) {
    boolean base64 = parameters.contentType().filter("base64"::equals).isPresent();
    if (parameters.bytes().isEmpty()) {
      if (!hasData) {
        throw new IllegalArgumentException(
            "input '%s' must have data or binary_data_size, got neither".formatted(name));
      }
      if (elements.size() != count) {
        throw new IllegalArgumentException(
            "data of input '%s' must be %,d elements of shape %s, got %,d"
                .formatted(name, count, shape, elements.size()));
      }
      Cells cells = elements.cells(name, type, base64);
      return new Tensor(name, type, shape, cells);
    }
    if (hasData) {
      throw new IllegalArgumentException(
          "input '%s' must have data or binary_data_size, got both".formatted(name));
    }
    int size = parameters.bytes().getAsInt();
    ByteBuffer bytes = binary.next(name, size);
    Cells cells = Binary.read(name, type, count, bytes, base64);
    return new Tensor(name, type, shape, cells);
  }
}

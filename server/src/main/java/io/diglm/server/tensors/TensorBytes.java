package io.diglm.server.tensors;

import io.diglm.schema.TableColumn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tensors as bytes, for transports that send them separately from their description. */
public final class TensorBytes {
  private static final int MOST_AXES = 8;

  private TensorBytes() {}

  /**
   * Reads an input.
   *
   * @param name of the input
   * @param datatype as the protocol names it
   * @param shape as given
   * @param bytes little-endian, in row-major order; of texts each after its length in four bytes
   * @param contentType of a codec; only {@code base64} changes what is read
   * @param most elements
   * @return the input
   * @throws IllegalArgumentException if they are not as said, in one line
   */
  public static Tensor read(
      String name,
      String datatype,
      List<Long> shape,
      ByteBuffer bytes,
      Optional<String> contentType,
      int most) {
    Datatype type = Datatype.named(datatype, name);
    long count = 1;
    List<Integer> sides = new ArrayList<>();
    for (long side : shape) {
      if (side < 0 || side > Integer.MAX_VALUE || sides.size() == MOST_AXES) {
        throw new IllegalArgumentException(
            "shape of input '%s' must be at most 8 whole numbers from 0 on, got %s"
                .formatted(name, shape));
      }
      sides.add((int) side);
      count = Math.min(Integer.MAX_VALUE, count * side);
    }
    if (count > most) {
      throw new IllegalArgumentException(
          "inputs must have at most %,d elements, got shape %s of input '%s'"
              .formatted(most, shape, name));
    }
    boolean base64 = contentType.filter("base64"::equals).isPresent();
    return new Tensor(name, type, sides, Binary.read(name, type, (int) count, bytes, base64));
  }

  /**
   * {@return a column as bytes; missing numbers are NaN, missing texts empty}
   *
   * @param column of the answers
   */
  public static byte[] write(TableColumn column) {
    return Binary.write(column);
  }
}

package io.diglm.server.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diglm.schema.Cells;
import io.diglm.schema.TableColumn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Tensors as bytes, in the layout of the binary tensor data extension. */
final class Binary {
  private Binary() {}

  /** Reads all of these bytes as the elements of an input. */
  static Cells read(String name, Datatype type, int elements, ByteBuffer bytes, boolean base64) {
    ByteBuffer from = bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (type == Datatype.BYTES) {
      return texts(name, elements, from, base64);
    }
    long needed = (long) elements * type.width();
    if (from.remaining() != needed) {
      throw new IllegalArgumentException(
          "binary_data_size of input '%s' must be %,d, of %,d elements of %s, got %,d"
              .formatted(name, needed, elements, type, from.remaining()));
    }
    double[] numbers = new double[elements];
    for (int i = 0; i < elements; i++) {
      numbers[i] = type.read(from);
    }
    return new Cells.Numbers(numbers);
  }

  private static Cells texts(String name, int elements, ByteBuffer from, boolean base64) {
    if ((long) elements * Integer.BYTES > from.remaining()) {
      throw lengths(name, elements, from.remaining());
    }
    String[] texts = new String[elements];
    for (int i = 0; i < elements; i++) {
      int length = from.remaining() < Integer.BYTES ? -1 : from.getInt();
      if (length < 0 || length > from.remaining()) {
        throw lengths(name, elements, from.limit());
      }
      String text = Texts.utf8(name, i, from.slice(from.position(), length));
      from.position(from.position() + length);
      texts[i] = base64 && !text.isEmpty() ? Texts.decoded(name, i, text) : text;
    }
    if (from.hasRemaining()) {
      throw lengths(name, elements, from.limit());
    }
    return Cells.Texts.of(Arrays.asList(texts));
  }

  private static IllegalArgumentException lengths(String name, int elements, int bytes) {
    return new IllegalArgumentException(
        "bytes of input '%s' must be %,d texts, each after its length in 4 bytes, got %,d bytes"
            .formatted(name, elements, bytes));
  }

  /** Returns a column as bytes; missing numbers are NaN, missing texts empty. */
  static byte[] write(TableColumn column) {
    int rows = column.cells().size();
    if (column.cells() instanceof Cells.Numbers numbers) {
      boolean truth = Datatype.of(column.type()) == Datatype.BOOL;
      ByteBuffer to =
          ByteBuffer.allocate(rows * (truth ? 1 : Double.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
      for (double number : numbers.values()) {
        if (truth) {
          to.put((byte) (number == 1 ? 1 : 0));
        } else {
          to.putDouble(number);
        }
      }
      return to.array();
    }
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      byte[] text = column.text(row).orElse("").getBytes(UTF_8);
      to.writeBytes(length.putInt(0, text.length).array());
      to.writeBytes(text);
    }
    return to.toByteArray();
  }
}

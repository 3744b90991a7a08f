package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array as NumPy's format 1 to 3 keeps it: magic, version, a Python dictionary of type, order
 * and sizes, then the numbers.
 *
 * @param what begins its error messages
 * @param type such as {@code |u1} or {@code <i8}
 * @param fortran whether the first index changes fastest, not the last
 */
record NpyArray(String what, String type, int[] sizes, boolean fortran, byte[] bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr': *'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order': *True");
  private static final Pattern SIZES = Pattern.compile("'shape': *\\(([^)]*)\\)");

  static NpyArray of(String what, InputStream in) throws IOException {
    byte[] start = in.readNBytes(8);
    if (!Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC) || start.length < 8) {
      throw new UnusableFileException(what + " must begin with NumPy's magic, got other bytes");
    }
    int wide = start[6] == 1 ? 2 : 4;
    ByteBuffer length = ByteBuffer.wrap(in.readNBytes(wide)).order(ByteOrder.LITTLE_ENDIAN);
    int size = wide == 2 ? length.getShort() & 0xffff : length.getInt();
    String header = new String(in.readNBytes(size), StandardCharsets.UTF_8);
    int[] sizes = sizes(what, header);
    boolean fortran = FORTRAN.matcher(header).find() && sizes.length > 1;
    NpyArray array =
        new NpyArray(what, group(what, TYPE, header), sizes, fortran, in.readAllBytes());
    array.requireWhole();
    return array;
  }

  private void requireWhole() {
    if (bytes.length != (long) count() * width()) {
      throw new UnusableFileException(
          "%s must hold %,d numbers of %d bytes, got %,d bytes"
              .formatted(what, count(), width(), bytes.length));
    }
  }

  /** Returns how many numbers there are. */
  int count() {
    return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
  }

  /** Returns a whole number. */
  int whole(int index) {
    if (!wholeNumbers()) {
      throw new IllegalArgumentException(what + " must hold whole numbers, got " + type);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(order());
    int at = index * width();
    return switch (width()) {
      case 1 -> type.endsWith("u1") ? bytes[at] & 0xff : bytes[at];
      case 2 -> in.getShort(at);
      case 4 -> in.getInt(at);
      default -> Math.toIntExact(in.getLong(at));
    };
  }

  /** Returns the same array, which must be in C order. */
  NpyArray inRows() {
    if (fortran) {
      throw new IllegalArgumentException(
          what + " must be in C order, got Fortran order (save numpy.ascontiguousarray of it)");
    }
    return this;
  }

  /** Whether the numbers are whole by their type. */
  boolean wholeNumbers() {
    return type.matches("[|<>=]?[iub][1248]");
  }

  /** Returns a number, whole or not. */
  double number(int index) {
    if (wholeNumbers()) {
      return whole(index);
    }
    if (!type.matches("[<>=]f[48]")) {
      throw new IllegalArgumentException(what + " must hold numbers, got " + type);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(order());
    return type.endsWith("8") ? in.getDouble(8 * index) : in.getFloat(4 * index);
  }

  private int width() {
    if (!wholeNumbers() && !type.matches("[<>=]f[48]")) {
      throw new IllegalArgumentException(what + " must hold numbers, got " + type);
    }
    return type.charAt(type.length() - 1) - '0';
  }

  private ByteOrder order() {
    return type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static int[] sizes(String what, String header) {
    return Arrays.stream(group(what, SIZES, header).split(","))
        .map(String::strip)
        .filter(size -> !size.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static String group(String what, Pattern pattern, String header) {
    Matcher found = pattern.matcher(header);
    if (!found.find()) {
      throw new UnusableFileException(
          "%s must say its type and sizes, got %s".formatted(what, header.strip()));
    }
    return found.group(1);
  }
}

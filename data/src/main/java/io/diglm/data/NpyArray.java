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
 * One array in NumPy's format 1 to 3: magic, version, a Python dictionary of type, order and sizes,
 * then the numbers.
 *
 * @param what begins its error messages
 * @param type such as {@code |u1} or {@code <i8}
 * @param fortran whether the first index changes fastest, not the last
 */
record NpyArray(String what, String type, int[] sizes, boolean fortran, byte[] bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Characters of a header that a message shows. */
  private static final int SHOWN = 200;

  private static final Pattern WHOLE = Pattern.compile("[|<>=]?(b1|[iu][1248])");
  private static final Pattern BROKEN = Pattern.compile("[<>=]f[248]");
  private static final int MOST_HEADER = 1 << 20;
  private static final long TOO_MANY = Integer.MAX_VALUE - 8L;
  private static final Pattern TYPE = Pattern.compile("'descr': *'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order': *True");
  private static final Pattern SIZES = Pattern.compile("'shape': *\\(([^)]*)\\)");

  static NpyArray of(String what, InputStream in) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
      throw new UnusableFileException(what + " must begin with NumPy's magic, got other bytes");
    }
    String header = new String(in.readNBytes(length(what, start[6], in)), StandardCharsets.UTF_8);
    int[] sizes = sizes(what, header);
    boolean fortran = FORTRAN.matcher(header).find() && sizes.length > 1;
    NpyArray bare = new NpyArray(what, group(what, TYPE, header), sizes, fortran, new byte[0]);
    long bytes = bare.bytesNeeded();
    // One more byte than expected, so that a stream that is too long is noticed but not held.
    byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, bytes + 1));
    if (content.length != bytes) {
      throw new UnusableFileException(
          "%s must hold %,d bytes for %s of sizes %s, got %s"
              .formatted(
                  what,
                  bytes,
                  bare.type,
                  Arrays.toString(sizes),
                  content.length > bytes ? "more" : "%,d".formatted(content.length)));
    }
    return new NpyArray(what, bare.type, sizes, fortran, content);
  }

  private static int length(String what, int version, InputStream in) throws IOException {
    byte[] length = in.readNBytes(version == 1 ? 2 : 4);
    long value = 0;
    for (int i = length.length - 1; i >= 0; i--) {
      value = (value << 8) | (length[i] & 0xff);
    }
    if (value < 1 || value > MOST_HEADER) {
      throw new UnusableFileException(
          "%s must have a header of at most %,d bytes, got %,d"
              .formatted(what, MOST_HEADER, value));
    }
    return (int) value;
  }

  private long bytesNeeded() {
    long needed = width();
    for (int size : sizes) {
      needed = size == 0 ? 0 : Math.min(TOO_MANY, needed * size);
    }
    if (needed >= TOO_MANY) {
      throw new UnusableFileException(
          "%s must hold less than 2 GB, got sizes %s".formatted(what, Arrays.toString(sizes)));
    }
    return needed;
  }

  /** Returns how many numbers there are. */
  int count() {
    return bytes.length / width();
  }

  /** Returns a whole number. */
  long whole(int index) {
    if (!wholeNumbers()) {
      throw new IllegalArgumentException(what + " must hold whole numbers, got " + type);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(order());
    int at = index * width();
    boolean signed = type.charAt(type.length() - 2) == 'i';
    return switch (width()) {
      case 1 -> signed ? bytes[at] : bytes[at] & 0xff;
      case 2 -> signed ? in.getShort(at) : in.getShort(at) & 0xffff;
      case 4 -> signed ? in.getInt(at) : in.getInt(at) & 0xffffffffL;
      default -> requireSigned(in.getLong(at), signed);
    };
  }

  private long requireSigned(long value, boolean signed) {
    if (value < 0 && !signed) {
      throw new IllegalArgumentException(
          "%s must hold whole numbers below 2^63, got %s"
              .formatted(what, Long.toUnsignedString(value)));
    }
    return value;
  }

  /** Returns the same array, which must be in C order. */
  NpyArray inRows() {
    if (fortran) {
      throw new IllegalArgumentException(
          what + " must be in C order, got Fortran order (save numpy.ascontiguousarray of it)");
    }
    return this;
  }

  /** Whether the type holds only whole numbers; truth values count as whole. */
  boolean wholeNumbers() {
    return WHOLE.matcher(type).matches();
  }

  /** Returns a number, whole or not; one beyond 2^53 is rounded. */
  double number(int index) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(order());
    if (type.endsWith("u8")) {
      long half = in.getLong(8 * index) >>> 1;
      return 2.0 * half + (in.getLong(8 * index) & 1);
    }
    if (wholeNumbers()) {
      return whole(index);
    }
    return switch (width()) {
      case 2 -> half(in.getShort(2 * index));
      case 4 -> in.getFloat(4 * index);
      default -> in.getDouble(8 * index);
    };
  }

  /** IEEE 754's binary16: sign, five bits of exponent, ten of the fraction. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits < 0 ? -size : size;
  }

  private int width() {
    if (!wholeNumbers() && !BROKEN.matcher(type).matches()) {
      throw new UnusableFileException(
          "%s must hold truth values, whole numbers or floats of at most 64 bits, got %s"
              .formatted(what, shown(type)));
    }
    return type.charAt(type.length() - 1) - '0';
  }

  private ByteOrder order() {
    return type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static int[] sizes(String what, String header) {
    String text = group(what, SIZES, header);
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(size -> !size.isEmpty())
          .mapToInt(NpyArray::size)
          .toArray();
    } catch (NumberFormatException e) {
      throw new UnusableFileException(
          "%s must have whole sizes below 2^31, got (%s)".formatted(what, shown(text)), e);
    }
  }

  private static int size(String digits) {
    int size = Integer.parseInt(digits);
    if (size < 0) {
      throw new NumberFormatException(digits);
    }
    return size;
  }

  private static String group(String what, Pattern pattern, String header) {
    Matcher found = pattern.matcher(header);
    if (!found.find()) {
      throw new UnusableFileException(
          "%s must say its type and sizes, got %s".formatted(what, shown(header.strip())));
    }
    return found.group(1);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + " ...";
  }
}

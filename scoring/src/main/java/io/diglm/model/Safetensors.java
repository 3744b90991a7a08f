package io.diglm.model;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Named tensors in the safetensors layout (Hugging Face 2022, format 0.x): 8 bytes of header
 * length, a JSON header padded with spaces to a multiple of 8, then the bytes of all tensors
 * without gaps. The same content always gives the same bytes, and these are the same bytes as those
 * of the Python library.
 *
 * @param tensors tensors by name, sorted
 * @param metadata texts by name, sorted
 */
public record Safetensors(Map<String, TensorData> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** The entry of a tensor in the header. */
  private record Entry(String dtype, long[] shape, long[] dataOffsets) {}

  /** Sorts both maps. */
  public Safetensors {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException("a tensor's name must not be " + METADATA);
    }
  }

  /**
   * Reads tensors; they share the memory of {@code bytes}.
   *
   * @param bytes the whole file
   * @param source what error messages call it
   * @return the tensors and the metadata
   * @throws UnusableFileException if anything in it violates the format
   */
  public static Safetensors read(ByteBuffer bytes, String source) {
    return new SafetensorsReader(source).read(bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * Writes header and tensors; leaves the stream open.
   *
   * @param out receives the bytes
   * @throws IOException if writing fails
   */
  public void writeTo(OutputStream out) throws IOException {
    byte[] header = header();
    byte[] length = new byte[Long.BYTES];
    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
    out.write(length);
    out.write(header);
    byte[] chunk = new byte[1 << 16];
    for (String name : layout()) {
      ByteBuffer data = tensor(name).data();
      while (data.hasRemaining()) {
        int count = Math.min(chunk.length, data.remaining());
        data.get(chunk, 0, count);
        out.write(chunk, 0, count);
      }
    }
  }

  /** {@return the bytes that {@link #writeTo} writes} */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Returns the names in the order of the tensors in the file: by type, the widest first, then by
   * name.
   */
  private List<String> layout() {
    return tensors.keySet().stream()
        .sorted(Comparator.comparing((String name) -> tensor(name).type()))
        .toList();
  }

  private TensorData tensor(String name) {
    return Objects.requireNonNull(tensors.get(name));
  }

  private byte[] header() {
    JsonObject header = new JsonObject();
    if (!metadata.isEmpty()) {
      header.add(METADATA, Json.tree(metadata));
    }
    long begin = 0;
    for (String name : layout()) {
      TensorData tensor = tensor(name);
      long end = begin + tensor.data().remaining();
      header.add(
          name,
          Json.object(new Entry(tensor.type().name(), tensor.shape(), new long[] {begin, end})));
      begin = end;
    }
    return padded(Json.text(header).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] padded(byte[] header) {
    byte[] padded = Arrays.copyOf(header, (header.length + 7) / 8 * 8);
    Arrays.fill(padded, header.length, padded.length, (byte) ' ');
    return padded;
  }
}

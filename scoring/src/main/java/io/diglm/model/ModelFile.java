package io.diglm.model;

import io.diglm.selective.RejectionRule;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A model file in memory. On disk ({@code *.diglm}) it is one zip with {@code manifest.json} and
 * {@code weights.safetensors}, the latter stored uncompressed. The manifest holds the SHA-256 of
 * the weights, and {@code manifest.sha256} holds that of the manifest. The same content gives the
 * same bytes.
 *
 * @param manifest everything except the weights
 * @param weights learned tensors and buffers by dotted name, sorted
 */
public record ModelFile(Manifest manifest, Map<String, TensorData> weights) {
  /** The newest format version that this library reads. A model is written in the oldest it can. */
  public static final int FORMAT_VERSION = JointModel.SEVERAL;

  static final String MANIFEST = "manifest.json";
  static final String WEIGHTS = "weights.safetensors";

  /** The SHA-256 of the manifest, in hexadecimal. */
  static final String CHECKSUM = "manifest.sha256";

  /** Bound on the manifest, in bytes, enough for 3 million validation rows. */
  static final int MAX_MANIFEST = 64 << 20;

  /** Bound on the weights, in bytes, enough for 250 million numbers in single precision. */
  static final int MAX_WEIGHTS = 1 << 30;

  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Sorts the weights. */
  public ModelFile {
    weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
  }

  /**
   * Reads a model file.
   *
   * @param path of the file
   * @return the model, whose checksums agree
   * @throws UnusableFileException if the file is missing, damaged, incomplete, of a newer format or
   *     of several targets, which {@link JointModel#load} reads
   */
  public static ModelFile load(Path path) {
    return new ModelFileReader(path).read();
  }

  /**
   * Writes a model file, completely or not at all.
   *
   * @param path of the file, which is replaced in one step if it exists
   * @throws UnusableFileException if it cannot be written there
   * @throws IllegalArgumentException if the model is larger than the format allows
   */
  public void save(Path path) {
    save(path, formatVersion(), List.of());
  }

  /** The same with the entries of further targets, whose tensors are among the weights. */
  void save(Path path, int version, List<SavedTarget> others) {
    long numbers = weights.values().stream().mapToLong(tensor -> tensor.data().limit()).sum();
    requireAtMost(MAX_WEIGHTS, WEIGHTS, numbers); // before they are copied,
    byte[] tensors = new Safetensors(weights, Map.of()).toBytes();
    requireAtMost(MAX_WEIGHTS, WEIGHTS, tensors.length); // and with their header
    byte[] json = ManifestJson.write(manifest, version, sha256(tensors), others);
    requireAtMost(MAX_MANIFEST, MANIFEST, json.length);
    AtomicFile.write(path, out -> write(out, json, tensors));
  }

  /** {@return the format version in which it is written} */
  public int formatVersion() {
    return manifest.formatVersion();
  }

  /**
   * {@return the same model with another rejection rule}
   *
   * @param rule when a row is refused
   */
  public ModelFile withRejection(RejectionRule rule) {
    return new ModelFile(
        manifest.withThresholds(manifest.thresholds().withRejection(rule)), weights);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  private static void requireAtMost(int most, String what, long bytes) {
    if (bytes > most) {
      throw new IllegalArgumentException(
          "%s must have at most %d bytes, got %d".formatted(what, most, bytes));
    }
  }

  private static void write(OutputStream out, byte[] json, byte[] tensors) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.putNextEntry(entry(MANIFEST, ZipEntry.DEFLATED, json));
    zip.write(json);
    zip.putNextEntry(entry(WEIGHTS, ZipEntry.STORED, tensors));
    zip.write(tensors);
    byte[] checksum = sha256(json).getBytes(StandardCharsets.US_ASCII);
    zip.putNextEntry(entry(CHECKSUM, ZipEntry.STORED, checksum));
    zip.write(checksum);
    zip.finish();
  }

  private static ZipEntry entry(String name, int method, byte[] content) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setCrc(crc.getValue());
      entry.setSize(content.length);
    }
    return entry;
  }
}

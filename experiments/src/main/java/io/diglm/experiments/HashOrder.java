package io.diglm.experiments;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** A random order of rows that other programs can reproduce. */
final class HashOrder {
  private HashOrder() {}

  private record Keyed(int row, String key) {}

  /** Returns these rows in the order of the SHA-256 of {@code NAME/SEED/ROW}, in hexadecimal. */
  static int[] of(String name, long seed, int[] rows) {
    return IntStream.of(rows)
        .mapToObj(row -> new Keyed(row, sha256(name + "/" + seed + "/" + row)))
        .sorted(Comparator.comparing(Keyed::key))
        .mapToInt(Keyed::row)
        .toArray();
  }

  /** Returns the hash in hexadecimal digits. */
  static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK must have SHA-256, got none", e);
    }
  }
}

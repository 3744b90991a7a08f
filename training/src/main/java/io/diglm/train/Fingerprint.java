package io.diglm.train;

import io.diglm.schema.Cells;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a table's images, and of its columns: names, types and cells in order. */
final class Fingerprint {
  private static final int CHUNK = 8192;

  private final MessageDigest digest;

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** Returns it as hexadecimal digits. */
  static String of(Table table) {
    Fingerprint print = new Fingerprint();
    table.images().ifPresent(print::add);
    table.columns().forEach(print::add);
    return print.hex();
  }

  /** Returns that of a text. */
  static String of(String text) {
    Fingerprint print = new Fingerprint();
    print.digest.update(text.getBytes(StandardCharsets.UTF_8));
    return print.hex();
  }

  private String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void add(Images images) {
    add("images\n" + images.shape() + "\n");
    digest.update(images.pixels());
  }

  private void add(TableColumn column) {
    add(column.name() + "\n" + column.type() + "\n");
    if (column.cells() instanceof Cells.Numbers numbers) {
      add(numbers.values());
    } else if (column.cells() instanceof Cells.Texts texts) {
      for (int code : texts.codes()) {
        add(code < 0 ? "\0" : texts.levels().get(code) + "\n");
      }
    }
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(double[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Double.BYTES);
    for (int i = 0; i < values.length; i += CHUNK) {
      int count = Math.min(CHUNK, values.length - i);
      buffer.clear();
      buffer.asDoubleBuffer().put(values, i, count);
      digest.update(buffer.limit(count * Double.BYTES));
    }
  }
}

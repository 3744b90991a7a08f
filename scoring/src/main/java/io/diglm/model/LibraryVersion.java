package io.diglm.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of this library, as Maven wrote it into the jar. */
public final class LibraryVersion {
  private static final String TEXT = read();

  private LibraryVersion() {}

  /** {@return the version, such as "0.1.0"} */
  public static String text() {
    return TEXT;
  }

  private static String read() {
    try (InputStream in = LibraryVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(in, "version.properties"));
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

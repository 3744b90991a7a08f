package io.diglm.torch;

import io.diglm.model.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the natives are unpacked and loaded from: JavaCPP's folder in the user's home or, where
 * that cannot be written, a private one. JavaCPP's own second choice is a folder of a known name
 * among everybody's temporary files, into which another user could put libraries of his.
 */
final class NativesFolder {
  private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private NativesFolder() {}

  /** Settles it, before the first native is loaded; the user's own choice stays. */
  static void settle() {
    if (System.getProperty(PROPERTY) == null && !writable(home())) {
      System.setProperty(PROPERTY, temporary().toString());
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home", "."), ".javacpp", "cache");
  }

  private static Path temporary() {
    String user = System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9_-]", "_");
    return PrivateFolder.require(
        Path.of(System.getProperty("java.io.tmpdir", "."), "diglm-natives-" + user));
  }

  private static boolean writable(Path folder) {
    try {
      return Files.isWritable(Files.createDirectories(folder));
    } catch (IOException e) {
      return false; // then it is the other
    }
  }
}

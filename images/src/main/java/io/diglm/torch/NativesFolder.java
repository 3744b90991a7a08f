package io.diglm.torch;

import io.diglm.model.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder from which native libraries are loaded after unpacking. It is the folder of JavaCPP in
 * the home of the user or, if that cannot be written, a private folder. The second choice of
 * JavaCPP is a folder with a known name in the shared temporary folder, where another user could
 * place libraries.
 */
final class NativesFolder {
  private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private NativesFolder() {}

  /** Sets the folder before the first native library is loaded, unless the user has set it. */
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

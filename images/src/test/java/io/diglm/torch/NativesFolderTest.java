package io.diglm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** In JVMs of their own, whose home and temporary folders differ. */
@EnabledOnOs(OS.LINUX)
final class NativesFolderTest {
  @TempDir private Path folder = Path.of("");

  /** Prints the folder that natives will be loaded from. */
  static final class Settled {
    public static void main(String[] arguments) {
      NativesFolder.settle();
      System.out.println(System.getProperty("org.bytedeco.javacpp.cachedir", "home"));
    }
  }

  @Test
  void aWritableHomeIsUsed() throws Exception {
    assertEquals("home", settled(folder));
    assertTrue(Files.isDirectory(folder.resolve(".javacpp/cache")));
  }

  @Test
  void withoutOneAPrivateFolderIsMade() throws Exception {
    Path natives = folder.resolve("diglm-natives-me");
    assertEquals(natives.toString(), settled(Path.of("/proc/nowhere")));
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(natives)));
  }

  @Test
  void oneThatOthersCanFillIsRefused() throws Exception {
    Path natives = Files.createDirectory(folder.resolve("diglm-natives-me"));
    Files.setPosixFilePermissions(natives, PosixFilePermissions.fromString("rwxrwxrwx"));
    String said = settled(Path.of("/proc/nowhere"));
    assertTrue(said.contains(natives + " must be a folder of this user's alone (mode 700)"), said);
  }

  private String settled(Path home) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home,
                "-Duser.name=me",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Settled.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out.strip();
  }
}

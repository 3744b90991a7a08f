package io.diglm.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class LoadedLibraryTest {
  @TempDir private Path folder = Path.of("");

  /** Reads a row and is gone as if killed. */
  static final class Killed {
    public static void main(String[] arguments) {
      System.out.print(TableSource.sql("SELECT 7 AS a").read().rows());
      System.out.flush();
      Runtime.getRuntime().halt(137);
    }
  }

  @Test
  void aKilledRunLeavesNoLibrary() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(137, process.waitFor(), out);
    assertEquals("1", out);
    try (Stream<Path> left = Files.list(folder)) {
      List<String> names = left.map(path -> String.valueOf(path.getFileName())).toList();
      assertFalse(names.stream().anyMatch(name -> name.contains("duckdb")), names.toString());
    }
  }
}

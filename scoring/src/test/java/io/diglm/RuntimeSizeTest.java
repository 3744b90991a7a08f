package io.diglm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All that a JVM which only scores must be given, as Maven resolved it for this build. */
final class RuntimeSizeTest {
  private static final long MOST = 2_500_000;

  @Test
  void isUnderTwoAndAHalfMegabytes() throws IOException {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (String jar : classPath()) {
      bytes.put(Path.of(jar).getFileName().toString(), Files.size(Path.of(jar)));
    }
    // Twice what they are in the jar.
    bytes.put("own classes", ownClasses());
    long all = bytes.values().stream().mapToLong(Long::longValue).sum();
    assertTrue(all < MOST, () -> "runtime must be under " + MOST + " bytes, got " + bytes);
  }

  private static List<String> classPath() throws IOException {
    String jars = Files.readString(Path.of(property("diglm.class-path"))).strip();
    return Arrays.asList(jars.split(File.pathSeparator, -1));
  }

  private static long ownClasses() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(property("diglm.classes")))) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    }
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }
}

package io.diglm.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Jazzer calls: the target that {@code -Ddiglm.target} names. */
public final class Fuzz {
  private static final String NAME = String.valueOf(System.getProperty("diglm.target"));
  private static final Target TARGET = Targets.named(NAME);

  private Fuzz() {}

  /** Reads the corpus once, so that loading classes and libraries is not the time of an input. */
  public static void fuzzerInitialize() throws IOException {
    try (Stream<Path> files = Files.list(CorpusTest.CORPUS.resolve(NAME))) {
      for (Path file : files.toList()) {
        Targets.reads(TARGET, Files.readAllBytes(file));
      }
    }
  }

  /** Feeds bytes to the target. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Targets.reads(TARGET, bytes);
  }
}

package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher runs so that Java knows which classes commands load. */
final class RehearsalTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void fitsPredictsAndServes() throws Exception {
    Rehearsal.main(new String[] {folder.toString()});
    assertTrue(Files.readString(folder.resolve("answers.csv")).lines().count() > 100);
  }
}

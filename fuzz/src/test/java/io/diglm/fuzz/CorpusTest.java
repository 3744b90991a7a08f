package io.diglm.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input that a fuzzer kept, on its reader: seeds, what found new ways through the code, and
 * what once broke it.
 */
final class CorpusTest {
  static final Path CORPUS = Path.of("corpus");

  static Set<String> names() {
    return Targets.names();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void everyTargetHasInputsAndAllInputsHaveATarget() throws IOException {
    Set<String> folders = new TreeSet<>();
    for (Path folder : files(CORPUS)) {
      folders.add(String.valueOf(folder.getFileName()));
    }
    assertEquals(names(), folders);
  }

  @ParameterizedTest
  @MethodSource("names")
  void keptInputsAreReadOrRefusedInOneLine(String name) throws IOException {
    Target target = Targets.named(name);
    int read = 0;
    List<Path> inputs = files(CORPUS.resolve(name));
    for (Path input : inputs) {
      try {
        read += Targets.reads(target, Files.readAllBytes(input)) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(input.toString(), e);
      }
    }
    // Neither all nor nothing: the inputs reach what lies behind the first check, and the checks.
    assertTrue(read > 0 && read < inputs.size(), read + " of " + inputs.size());
  }
}

package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** NOTICE names what the command needs at run time and what it fetches for images, no more. */
final class NoticeTest {
  private static final Pattern DEPENDENCY = Pattern.compile("^ +([\\w.-]+:[\\w.-]+):jar:");
  private static final Pattern NOTICED = Pattern.compile("^  ([\\w.-]+:[\\w.-]+) ");

  /** What {@code diglm-images} brings. */
  private static final Set<String> OF_IMAGES =
      Set.of("org.bytedeco:javacpp", "org.bytedeco:openblas", "org.bytedeco:pytorch");

  @Test
  void everyLibraryIsNamedWithItsLicence() throws Exception {
    Set<String> needed =
        names(DEPENDENCY, Files.readAllLines(Path.of(System.getProperty("diglm.dependencies"))));
    needed.removeIf(name -> name.startsWith("io.diglm:"));
    assertTrue(needed.size() > 10, needed.toString());
    needed.addAll(OF_IMAGES);
    assertEquals(needed, names(NOTICED, Files.readAllLines(Path.of("../NOTICE"))));
  }

  private static Set<String> names(Pattern pattern, List<String> lines) {
    return lines.stream()
        .flatMap(line -> pattern.matcher(line).results())
        .map((MatchResult found) -> found.group(1))
        .filter(name -> !name.contains("cuda"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.LibraryVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents promise is there: pages, headings and options. */
final class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|\\b(?:href|src|srcset)=\"([^\"]+)\"");
  private static final Pattern COMMAND = Pattern.compile("(?:^|\\| *)(?:\\./)?diglm +(.*)");
  private static final Pattern VERSION =
      Pattern.compile(
          "(?:diglm-[a-z-]+?(?:_2\\.1[23])?(?::|-|</artifactId>\\s*<version>)|diglm:"
              + "|^version = \"|^__version__ = \")(\\d+\\.\\d+\\.\\d+)",
          Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern END = Pattern.compile("(?: +#| *[|>;]| +2>| *&&| \\.\\.\\.).*$");

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      List<Path> pages =
          new ArrayList<>(docs.filter(p -> p.toString().endsWith(".md")).sorted().toList());
      for (String name :
          List.of(
              "README.md",
              "CONTRIBUTING.md",
              "CHANGELOG.md",
              "SECURITY.md",
              "examples/README.md",
              "python/README.md",
              "spark/python/README.md")) {
        pages.add(ROOT.resolve(name));
      }
      return pages;
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkInsideTheRepositoryResolves(Path page) {
    for (MatchResult link : LINK.matcher(text(page)).results().toList()) {
      String target = Objects.requireNonNullElse(link.group(1), link.group(2));
      if (target.contains("://") || target.startsWith("mailto:")) {
        continue;
      }
      String[] parts = target.split("#", 2);
      Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
      assertTrue(Files.exists(file), page + " links " + target);
      if (parts.length == 2 && file.toString().endsWith(".md")) {
        assertTrue(anchors(file).contains(parts[1]), page + " links " + target);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandHasTheOptionsThatItIsGiven(Path page) {
    for (String line : commands(page)) {
      String[] arguments = words(line);
      assertDoesNotThrow(() -> Diglm.parse(arguments), page + ": " + line);
    }
  }

  @Test
  void commandsAreFound() {
    assertTrue(commands(ROOT.resolve("README.md")).size() >= 2);
  }

  @Test
  void everyBundledTableHasTheSizeAndTheHashThatItsPageGives() throws Exception {
    String page = text(ROOT.resolve("examples/README.md"));
    int tables = 0;
    try (Stream<Path> files = Files.list(ROOT.resolve("examples"))) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(csv|parquet)")).toList()) {
        byte[] content = Files.readAllBytes(file);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
        String size = String.format(Locale.ROOT, "%,d bytes", content.length);
        assertTrue(page.contains("## " + file.getFileName()), file.toString());
        assertTrue(page.contains(size), file + ": " + size);
        assertTrue(page.contains(HexFormat.of().formatHex(hash)), file.toString());
        tables++;
      }
    }
    assertEquals(4, tables);
  }

  /** All places that a release must change, as docs/releasing.md says. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/guide/java-api.md",
        "docs/guide/spark.md",
        "examples/serving/kserve.yaml",
        "examples/serving/kubernetes.yaml",
        "examples/spark/Flights.java",
        "examples/spark/flights.scala",
        "python/pyproject.toml",
        "python/src/diglm/__init__.py",
        "spark/pom.xml",
        "spark/parent/pom.xml",
        "spark/spark-3.5/pom.xml",
        "spark/python/pyproject.toml",
        "spark/python/diglm_spark/__init__.py"
      })
  void everyPlaceNamesTheVersionOfThisBuild(String file) {
    List<String> versions =
        VERSION.matcher(text(ROOT.resolve(file))).results().map(found -> found.group(1)).toList();
    String number = LibraryVersion.text().replaceFirst("-.*", "");
    assertEquals(Set.of(number), Set.copyOf(versions), file);
  }

  private static List<String> commands(Path page) {
    return ShellBlocks.of(page).stream()
        .flatMap(line -> COMMAND.matcher(line).results())
        .map(found -> END.matcher(found.group(1)).replaceFirst("").strip())
        .toList();
  }

  private static String[] words(String line) {
    return WORD.matcher(line)
        .results()
        .map(
            word ->
                Stream.of(1, 2, 3)
                    .filter(group -> word.start(group) >= 0)
                    .map(word::group)
                    .findFirst()
                    .orElse(""))
        .toArray(String[]::new);
  }

  /** As the usual hosts of repositories name headings. */
  private static Set<String> anchors(Path page) {
    return text(page)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

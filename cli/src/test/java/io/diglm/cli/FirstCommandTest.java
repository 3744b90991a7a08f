package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README's first command prints what README shows below it. If this fails after a change of fits,
 * run the command and copy what it prints.
 */
final class FirstCommandTest {
  private static final Path README = CodeBlocks.ROOT.resolve("README.md");
  private static final Pattern FIGURE = Pattern.compile("\\d+(?:\\.\\d+)?(?: %)?");

  /** Another processor rounds otherwise: one thread in place of two moves the NLL by 10 %. */
  private static final double RELATIVE = 0.3;

  /** So may one row of 34 be answered otherwise. */
  private static final double ROWS = 1;

  private static final double PERCENT = 3;

  /** The number of cores of README's machine: other numbers add up in another order. */
  private static final int THREADS = 2;

  @TempDir private Path folder = Path.of("");

  @Test
  void printsTheFiguresThatReadmeShows() throws Exception {
    Path model = folder.resolve("penguins.diglm");
    List<Object> words = command();
    words.addAll(List.of("--out", model, "--threads", THREADS));
    String said = Run.alone(folder, words.toArray()).good();
    assertTrue(Files.exists(folder.resolve("penguins.html")) && Files.exists(model), said);
    List<CodeBlocks.Block> blocks = CodeBlocks.in("text");
    assertEquals(1, blocks.size());
    assertEquals("README.md", blocks.get(0).page());
    for (String shown : blocks.get(0).text().lines().toList()) {
      assertAlike(shown, printed(shown, said));
    }
  }

  /** Returns the words of the first command after {@code ./diglm}, with files of this machine. */
  private List<Object> command() {
    String command = ShellBlocks.of(README).get(0);
    assertEquals(
        "./diglm fit examples/penguins.csv --target species --report penguins.html", command);
    List<Object> words = new ArrayList<>();
    for (String word : List.of(command.split(" ")).subList(1, command.split(" ").length)) {
      words.add(
          word.endsWith(".csv")
              ? CodeBlocks.ROOT.resolve(word)
              : word.endsWith(".html") ? folder.resolve(word) : word);
    }
    return words;
  }

  private static String printed(String shown, String said) {
    return said.lines()
        .filter(line -> words(line).equals(words(shown)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line like '" + shown + "' in\n" + said));
  }

  private static String words(String line) {
    return FIGURE.matcher(line).replaceAll("#");
  }

  private static void assertAlike(String shown, String printed) {
    List<String> expected = figures(shown);
    List<String> found = figures(printed);
    assertEquals(expected.size(), found.size(), printed);
    for (int i = 0; i < expected.size(); i++) {
      String figure = expected.get(i);
      double value = value(figure);
      double most = figure.endsWith("%") ? PERCENT : figure.contains(".") ? RELATIVE * value : ROWS;
      assertEquals(value, value(found.get(i)), most, "README shows '%s'".formatted(shown));
    }
  }

  private static List<String> figures(String line) {
    return FIGURE.matcher(line).results().map(MatchResult::group).toList();
  }

  private static double value(String figure) {
    return Double.parseDouble(figure.replace(" %", ""));
  }
}

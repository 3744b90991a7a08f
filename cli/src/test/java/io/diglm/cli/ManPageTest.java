package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manual pages say what the help says, and roff can read them. */
final class ManPageTest {
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][\\w-]*");
  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+) {2,}\\S");

  @TempDir private Path folder = Path.of("");

  static List<String> commands() {
    String help = Run.of("--help").good();
    return COMMAND.matcher(help).results().map(found -> found.group(1)).toList();
  }

  @Test
  void optionsOfWhichOneMayBeGivenAreAlternatives() {
    String page = Run.of("man", "threshold").good();
    assertTrue(
        page.contains(
            "\\fBdiglm threshold\\fR [\\fB\\-\\-false\\-alarms\\fR=\\fIA\\fR |"
                + " \\fB\\-\\-slack\\fR=\\fIC\\fR | \\fB\\-\\-share\\fR=\\fIS\\fR]"
                + " [\\fIOPTION\\fR]..."),
        page);
  }

  @Test
  void thePageOfACommandIsItsHelpInRoff() {
    assertEquals(
        """
        .TH DIGLM\\-CARD 1 "" "%s" "diglm manual"
        .SH NAME
        diglm\\-card \\- writes a model card from the content of a model file: Markdown with the YAML header of the Hugging Face hub
        .SH SYNOPSIS
        \\fBdiglm card\\fR [\\fIOPTION\\fR]... \\fIMODEL\\fR
        .SH DESCRIPTION
        Writes a model card from the content of a model file: Markdown with the YAML header of the Hugging Face hub.
        .SH ARGUMENTS
        .TP
        \\fIMODEL\\fR
        A model file from diglm fit.
        .SH OPTIONS
        .TP
        \\fB\\-\\-of\\fR=\\fITARGET\\fR
        For a model of several targets: use it as the model of this one alone.
        .TP
        \\fB\\-\\-out\\fR=\\fIFILE\\fR
        The file to write. Default: \\-, standard output.
        .TP
        \\fB\\-h\\fR, \\fB\\-\\-help\\fR
        Show this help message and exit.
        .TP
        \\fB\\-V\\fR, \\fB\\-\\-version\\fR
        Print version information and exit.
        .TP
        \\fB\\-\\-stacktrace\\fR
        Show where in the code an error occurred.
        .SH ENVIRONMENT
        .TP
        \\fBDIGLM_JAVA_OPTS\\fR
        Options for Java, such as \\-Xmx4g for larger tables.
        .TP
        \\fBJAVA_HOME\\fR
        The Java to run. Default: the java on the PATH.
        .TP
        \\fBNO_COLOR\\fR
        If set, the output has no colours.
        .SH SEE ALSO
        \\fBdiglm\\fR(1)
        """
            .formatted(Run.of("--version").good().strip()),
        Run.of("man", "card").good());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aPageHasEveryOptionOfTheHelp(String command) {
    String help = Run.of(command, command.equals("fit") ? "--help-all" : "--help").good();
    String page = Run.of("man", command).good().replace("\\-", "-");
    for (String option :
        new TreeSet<>(OPTION.matcher(help).results().map(MatchResult::group).toList())) {
      assertTrue(page.contains(option), command + " " + option);
    }
  }

  @Test
  void thePageOfFitHasTheGroupsOfItsOptions() {
    String page = Run.of("man", "fit").good();
    for (String group : List.of("Data", "Output", "Training", "Flow", "Images")) {
      assertTrue(page.lines().anyMatch((".SS " + group)::equals), group);
    }
    assertTrue(page.contains("\\fB\\-\\-test\\fR=\\fIROWS\\fR\n"), page);
    assertTrue(page.contains("Default: 0.1."), page);
  }

  @Test
  void thePageOfDiglmNamesEveryCommand() {
    String page = Run.of("man").good();
    for (String command : commands()) {
      assertTrue(page.contains(".TP\n\\fBdiglm\\-" + command + "\\fR(1)\n"), command);
    }
    assertTrue(commands().size() > 15, commands().toString());
  }

  @Test
  void aFolderGetsOnePageForEachCommand() throws Exception {
    assertEquals("", Run.of("man", "--out", folder.resolve("share")).good());
    List<Path> pages = list(folder.resolve("share/man1"));
    assertEquals(commands().size() + 1, pages.size());
    Path fit = folder.resolve("share/man1/diglm-fit.1");
    assertEquals(Run.of("man", "fit").good(), Files.readString(fit));
  }

  @Test
  void roffReadsEveryPageWithoutAWarning() throws Exception {
    Run.of("man", "--out", folder).good();
    for (Path page : list(folder.resolve("man1"))) {
      Process groff;
      try {
        groff =
            new ProcessBuilder("groff", "-man", "-Tascii", "-ww", "-z", page.toString())
                .redirectErrorStream(true)
                .start();
      } catch (IOException e) {
        assumeTrue(false, "there is no groff");
        return;
      }
      String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("", said, page.toString());
      assertEquals(0, groff.waitFor(), page.toString());
    }
  }

  @Test
  void unknownCommandsAndFilesInTheWayAreRefused() throws Exception {
    Run.of("man", "predcit")
        .assertRefused("command must be one that diglm has, got predcit; did you mean predict?");
    Run.of("man", "fit", "--out", folder)
        .assertRefused("command must not be given with --out, which writes all pages, got fit");
    Path file = Files.writeString(folder.resolve("file"), "");
    Run.of("man", "--out", file)
        .assertRefused("out must be a folder that can be made, got " + file.resolve("man1"));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}

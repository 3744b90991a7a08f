package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diglm.cli.text.Printable;
import io.diglm.selective.NoveltyScore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of itself. */
final class HelpTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void fitShowsFewOptionsAndOnDemandAll() {
    String few = Run.of("fit", "--help").good();
    String all = Run.of("fit", "--help-all").good();
    assertTrue(few.lines().count() < 60, few);
    assertTrue(few.contains("--target=COLUMN") && few.contains("Default: 0.1."), few);
    assertFalse(few.contains("--clip-norm"), few);
    for (String group :
        List.of(
            "Data:",
            "Output:",
            "Training:",
            "Target and rejection:",
            "Flow:",
            "Rows without a target:",
            "Images:")) {
      assertTrue(all.lines().anyMatch(group::equals), group);
    }
    assertTrue(all.contains("--clip-norm=NORM"), all);
  }

  @Test
  void helpIsACommandToo() {
    assertEquals(Run.of("--help").good(), Run.of("help").good());
    assertEquals(Run.of("predict", "--help").good(), Run.of("help", "predict").good());
    assertEquals(Run.of("fit", "--help").good(), Run.of("help", "fit").good());
    Run.of("help", "predcit")
        .assertRefused("command must be one that diglm has, got predcit; did you mean predict?");
  }

  @Test
  void thresholdNamesEveryScore() {
    String help = Run.of("threshold", "--help").good().replaceAll("\\s+", " ");
    for (NoveltyScore score : NoveltyScore.values()) {
      assertTrue(help.contains(Printable.lower(score)), score.name());
    }
  }

  @Test
  void aShellCompletesCommandsOptionsAndConstants() throws Exception {
    Path script = Data.text(folder.resolve("diglm.sh"), Run.of("completion", "bash").good());
    List<String> bash = Run.of("completion", "bash").good().lines().toList();
    List<String> zsh = Run.of("completion", "zsh").good().lines().toList();
    assertEquals("# To keep it, put into ~/.zshrc:  source <(diglm completion zsh)", zsh.get(0));
    assertEquals(bash.subList(1, bash.size()), zsh.subList(1, zsh.size()));
    assertEquals("fit", completed(script, "diglm fi"));
    assertTrue(completed(script, "diglm predict --out").contains("--output-format"));
    assertEquals("realnvp glow planar spline", completed(script, "diglm fit --flow "));
  }

  @Test
  void zshTakesTheScriptAsACompletion() throws Exception {
    Path script = Data.text(folder.resolve("diglm.zsh"), Run.of("completion", "zsh").good());
    String body =
        "autoload -U compinit; compinit -u -d '%s'; source '%s'; print -r -- ${_comps[diglm]}"
            .formatted(folder.resolve("dump"), script);
    String said = output(Map.of(), "zsh", "-f", "-c", body);
    assertTrue(said.contains("_bash_complete -F _complete_diglm"), said);
  }

  private static String completed(Path script, String line) throws Exception {
    String[] words = line.split(" ", -1);
    StringBuilder typed = new StringBuilder();
    for (String word : words) {
      typed.append('\'').append(word).append("' ");
    }
    String body =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d;"
                .formatted(script, typed, words.length - 1, line, line.length())
            + " _complete_diglm 2>/dev/null; echo \"${COMPREPLY[@]}\"";
    return output(Map.of(), "bash", "-c", body);
  }

  @Test
  void noColorHasNoColour() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String[] command = {
      java,
      "-XX:TieredStopAtLevel=1",
      "-cp",
      System.getProperty("java.class.path"),
      "io.diglm.cli.Diglm",
      "--help"
    };
    assertTrue(output(Map.of("CLICOLOR_FORCE", "1"), command).contains("\u001b["));
    assertFalse(
        output(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), command).contains("\u001b["));
  }

  private static String output(Map<String, String> variables, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(variables);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      assumeTrue(false, "there is no " + command[0]);
      return "";
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text.strip();
  }

  @Test
  void theDoctorLooksAtWhatIsNeeded() {
    Run run = Run.of("doctor");
    for (String line :
        List.of("diglm", "Java", "Vector API", "processor", "memory", "temporary", "GPU")) {
      assertTrue(run.good().lines().anyMatch(l -> l.startsWith(line + " ")), line + run.out());
    }
    assertTrue(run.out().contains("DuckDB      reads and writes tables"), run.out());
    assertTrue(run.out().contains("libtorch    trains and scores images"), run.out());
  }
}

package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThresholdCommandTest {
  @TempDir private static Path folder = Path.of("");
  private static Path table = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void fit() {
    table = Data.flowers(folder);
    model = folder.resolve("model.diglm");
    Run.fit(table, model, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
  }

  @Test
  void changesTheRuleAndLeavesTheRest() {
    Path changed = folder.resolve("changed.diglm");
    String told = Run.of("threshold", model, "--false-alarms", 0.2, "--out", changed).good();
    String rule = "the most novel by cells: at most 20.00 % of ordinary rows (p-value by 27 rows)";
    assertEquals("rejects " + rule + System.lineSeparator(), told);
    assertTrue(Run.of("info", changed).good().contains(rule));
    ModelFile before = ModelFile.load(model);
    ModelFile after = ModelFile.load(changed);
    assertEquals(before.weights(), after.weights());
    assertEquals(new RejectionRule.FalseAlarms(0.2), after.manifest().thresholds().rejection());
    Run.of("threshold", changed, "--slack", 0).good();
    assertEquals(before.manifest().thresholds(), ModelFile.load(changed).manifest().thresholds());
  }

  @Test
  void refusesAShareOfGivenRows() throws Exception {
    Path shared = folder.resolve("shared.diglm");
    Run.of("threshold", model, table, "--share", 0.1, "--out", shared).good();
    List<String> answers = Run.of("predict", shared, table).good().lines().toList();
    long refused = answers.stream().filter(line -> line.contains(",true,")).count();
    int rows = answers.size() - 1;
    assertTrue(refused <= 0.1 * rows && refused > 0.03 * rows, refused + " of " + rows);
    Run.of("threshold", model, "--share", 0.1).assertRefused("share must come with rows, got none");
    Run.of("threshold", model, table, "--share", 1.5)
        .assertRefused("share must be between 0 and 1, got 1.5");
    Run.of("threshold", model, table)
        .assertRefused("rows must come with --risk or --share, got neither");
  }

  @Test
  void changesTheScore() {
    Path changed = folder.resolve("score.diglm");
    Run.of("threshold", model, "--score", "typicality", "--out", changed).good();
    Thresholds thresholds = ModelFile.load(changed).manifest().thresholds();
    assertEquals(NoveltyScore.TYPICALITY, thresholds.novelty());
    Run.of("predict", changed, table).good();
  }

  @Test
  void showsWhatIsAndWritesNothing() throws Exception {
    byte[] before = Files.readAllBytes(model);
    assertTrue(Run.of("threshold", model).good().startsWith("rejects log p(x) < "));
    assertEquals(before.length, Files.readAllBytes(model).length);
  }

  @Test
  void refusesWhatTheModelCannotHold() {
    Run.of("threshold", model, "--false-alarms", 0.001)
        .assertRefused(
            "false-alarms of 0.001 must be calibrated by at least 999 rows, got 27 (with these,"
                + " take 0.036 or more, or fit again with --false-alarms 0.001)");
    Run.of("threshold", model, table, "--false-alarms", 0.001)
        .assertRefused("rows must come with --risk or --share, got neither");
    Run few = Run.of("threshold", model, "--score", "complexity");
    assertTrue(
        few.err()
            .startsWith(
                "diglm: "
                    + model
                    + " cannot be used: model must be calibrated for the score, one of [density,"
                    + " typicality, norm,"),
        few.err());
    assertEquals(2, few.code());
    assertEquals(2, Run.of("threshold", model, "--slack", 1, "--false-alarms", 0.1).code());
  }
}

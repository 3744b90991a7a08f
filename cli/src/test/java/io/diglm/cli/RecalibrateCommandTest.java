package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecalibrateCommandTest {
  @TempDir private static Path folder = Path.of("");
  private static Path model = Path.of("");
  private static Path labelled = Path.of("");

  @BeforeAll
  static void fit() {
    model = folder.resolve("model.diglm");
    Path table = rows("train.csv", 1);
    labelled = rows("labelled.csv", 2);
    Run.fit(table, model, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
  }

  private static Path rows(String name, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Data.rows(
        folder.resolve(name),
        "x,c,y,k",
        600,
        i -> {
          double x = random.nextGaussian();
          double y = 2 * x + 0.3 * random.nextGaussian();
          String k = x + 0.6 * random.nextGaussian() > 0 ? "plus" : "minus";
          return String.format(Locale.ROOT, "%.4f,%s,%.4f,%s", x, "ab".charAt(i % 2), y, k);
        });
  }

  @Test
  void adaptsAndThenPredicts() throws Exception {
    Path out = folder.resolve("adapted.diglm");
    JsonNode told =
        Json.parse(Run.of("recalibrate", model, labelled, "--out", out, "--json").good());
    assertEquals(600, told.path("rows").asInt());
    assertEquals(0.9, told.at("/levels/0/coverage").asDouble());
    String csv = Run.of("predict", out, labelled, "--coverage", 0.9).good();
    assertTrue(csv.startsWith("mean,sd,lower,upper,"), csv.substring(0, 40));
  }

  @Test
  void calibratesGroups() throws Exception {
    Path out = folder.resolve("groups.diglm");
    Run told = Run.of("recalibrate", model, labelled, "--coverage-by", "c", "--out", out);
    assertTrue(told.good().contains("group       a: 300 rows"), told.out());
    assertFalse(Run.of("predict", out, labelled, "--coverage", 0.9).good().isEmpty());
    Run.of("recalibrate", model, labelled, "--coverage-by", "k")
        .assertRefused("coverage-by must be a feature of the model, got 'k'");
    Run.of("recalibrate", model, labelled, "--coverage-by", "c", "--coverage", 0.8)
        .assertRefused(
            "recalibration must be by one of --coverage, --coverage-by and --towards, got 2");
    Run.of("recalibrate", model, labelled, "--coverage", 1)
        .assertRefused("coverage must be between 0 and 1, got 1.0");
    Path few = Data.text(folder.resolve("few.csv"), "x,c,y\n0.1,a,1\n0.2,b,1\n");
    Run.of("recalibrate", model, few, "--coverage-by", "c")
        .assertRefused("groups of 'c' must have at least 100 labelled rows, got at most 1");
  }

  @Test
  void aFitCalibratesGroupsToo() {
    Path out = folder.resolve("by.diglm");
    Path table = folder.resolve("train.csv");
    Object[] common = {"--target", "y", "--features", "x,c", "--validation", 0.5};
    List<Object> arguments = new ArrayList<>(List.of(common));
    arguments.addAll(List.of("--coverage-by", "c"));
    Run.fit(table, out, arguments.toArray()).good();
    String told = Run.of("info", out).good();
    assertTrue(told.contains("intervals   by c: a (1"), told);
    assertTrue(told.contains("; other rows by all rows"), told);
    assertFalse(Run.of("predict", out, labelled, "--coverage", 0.9).good().isEmpty());
    arguments.set(arguments.size() - 1, "k");
    Run.fit(table, out, arguments.toArray())
        .assertRefused("coverage-by must be a feature of the model, got 'k'");
    Run.fit(table, out, "--no-target", "--coverage-by", "c")
        .assertRefused("coverage-by must come with --target, got --no-target");
  }

  @Test
  void predictTellsHowSurprisingEachColumnIs() {
    String csv = Run.of("predict", model, labelled, "--column-scores").good();
    String header = csv.lines().findFirst().orElse("");
    assertTrue(header.endsWith(",error,surprise_x,surprise_c"), header);
    Path flow = folder.resolve("flow.diglm");
    Path table = folder.resolve("train.csv");
    Run.fit(table, flow, "--target", "y", "--features", "x,c", "--density", "flow").good();
    Run.of("predict", flow, labelled, "--column-scores")
        .assertRefused(
            "column scores must be of a model with the density of cells, got a flow's (fit a table"
                + " with --density cells)");
    Run.of("groups", flow, labelled)
        .assertRefused(
            "groups must be of a model with the density of cells, got a flow's (fit a table with"
                + " --density cells)");
  }

  @Test
  void weightsTowardsOtherRows() throws Exception {
    Path out = folder.resolve("weighted.diglm");
    JsonNode told =
        Json.parse(
            Run.of("recalibrate", model, labelled, "--towards", labelled, "--out", out, "--json")
                .good());
    assertEquals(600, told.path("shifted").asInt());
    Run.of("predict", out, labelled, "--coverage", 0.9).good();
  }

  @Test
  void thresholdAnswersByRisk() {
    Path classes = folder.resolve("classes.diglm");
    Path table = folder.resolve("train.csv");
    Run.fit(table, classes, "--target", "k", "--features", "x,c", "--epochs", 60).good();
    Path out = folder.resolve("risk.diglm");
    Run told =
        Run.of("threshold", classes, labelled, "--risk", 0.1, "--confidence", 0.9, "--out", out);
    assertTrue(told.good().contains("; and answers right with probability < "), told.out());
    assertTrue(Run.of("info", out).good().contains("at most 10.00 % of the others are wrong"));
    String csv = Run.of("predict", out, labelled).good();
    assertTrue(csv.contains("the answer is right with probability "), "no row was refused");
    Run.of("threshold", out, "--slack", 1)
        .assertRefused(
            "risk must be shown anew where the rule or score changes, got none (give --risk and"
                + " labelled rows, or --no-risk)");
    assertFalse(Run.of("threshold", out, "--no-risk").good().contains("answers right"));
    Run.of("threshold", classes, "--confidence", 0.9)
        .assertRefused("confidence must come with --risk, got none");
    Run.of("threshold", classes, labelled, "--risk", 0.001)
        .assertRefused(
            "risk of 0.001 with confidence 0.95 must be shown by at least 2,995 labelled rows that"
                + " are answered, got "
                + Run.of("threshold", classes, labelled, "--risk", 0.001)
                    .err()
                    .replaceAll("(?s).*got (\\d+).*", "$1"));
  }
}

package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diglm.data.TableSource;
import io.diglm.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command on a model of p(x) alone. */
final class NoTargetTest {
  private static final String COLUMNS = "log_density,novelty,novelty_p_value,rejected,reason,error";

  @TempDir private static Path folder = Path.of("");
  private static Path table = Path.of("");
  private static Path model = Path.of("");
  private static Path report = Path.of("");
  private static JsonNode fitted = Json.object();

  @BeforeAll
  static void fit() {
    table = Data.flowers(folder);
    model = folder.resolve("density.diglm");
    report = folder.resolve("density.html");
    Run run = Run.fit(table, model, "--no-target", "--json", "--report", report);
    fitted = Json.parse(run.good());
  }

  @Test
  void fitSaysHowProbableTheRowsAre() {
    assertEquals("none", fitted.path("family").asText());
    assertTrue(fitted.path("link").isMissingNode(), "" + fitted);
    assertEquals(243, fitted.at("/rows/unlabelled").asInt());
    for (String part : List.of("train", "validation", "test")) {
      assertTrue(fitted.at("/log_density/" + part).isNumber(), "" + fitted);
    }
    assertEquals(fitted.at("/log_density/test"), fitted.at("/test/log_density/mean"));
    assertTrue(fitted.path("constant").isMissingNode(), "" + fitted);
  }

  @Test
  void fitTellsPeopleTheSame() {
    Path told = folder.resolve("told.diglm");
    Run run = Run.of("fit", table, "--no-target", "--out", told, "--epochs", 1, "--hidden", 4);
    assertTrue(run.good().contains("target      none: p(x) alone"), run.out());
    assertTrue(run.out().contains("log p(x)    train "), run.out());
    assertFalse(run.err().contains("NLL"), run.err());
  }

  @Test
  void theDensityAloneHasTheWholeWeight() {
    JsonNode manifest = Json.parse(Run.of("info", model, "--json").good());
    assertEquals(1, manifest.at("/training/density_weight").asDouble());
    assertTrue(manifest.at("/schema/target").isNull());
    assertTrue(ModelFile.load(model).weights().keySet().stream().noneMatch("head"::startsWith));
  }

  @Test
  void infoSaysThatThereIsNoTarget() {
    String told = Run.of("info", model).good();
    assertTrue(told.contains("target      none: the model is of p(x) alone"), told);
    assertFalse(told.contains("head  "), told);
    assertTrue(told.contains("test        rows 30, rejected "), told);
  }

  @Test
  void predictHasNoAnswer() {
    List<String> lines = Run.of("predict", model, table).good().lines().toList();
    assertEquals(COLUMNS, lines.get(0));
    assertEquals(301, lines.size());
    assertTrue(Double.isFinite(Double.parseDouble(lines.get(1).split(",", -1)[0])));
    String kept = Run.of("predict", model, table, "--keep", "y", "--explain").good();
    String head = kept.lines().findFirst().orElse("");
    assertEquals("y," + COLUMNS + ",why,nearest_accepted", head);
  }

  @Test
  void oddRowsAreRejected() {
    Path odd = Data.text(folder.resolve("odd.csv"), "x,c,y,k\n500,a,1,plus\n,a,1,plus\n");
    List<String> lines = Run.of("predict", model, odd).good().lines().toList();
    assertTrue(lines.get(1).contains(",true,column 'x' holds 500; "), lines.get(1));
    assertTrue(lines.get(1).contains("; log_density "), lines.get(1));
    assertTrue(lines.get(2).contains(",true,"), lines.get(2));
  }

  @Test
  void evaluateNeedsNoTarget() {
    Path bare = Data.text(folder.resolve("bare.csv"), "x,c,y,k\n0.1,a,0.2,plus\n-1,b,-2,minus\n");
    String told = Run.of("evaluate", model, bare).good();
    assertEquals(
        List.of("rows", "log p(x)", "rejected"),
        told.lines().map(line -> line.substring(0, 12).strip()).toList());
    JsonNode json = Json.parse(Run.of("evaluate", model, bare, "--json").good());
    assertEquals(2, json.path("rows").asInt());
    assertEquals(3, json.size());
    assertTrue(json.at("/log_density/mean").isNumber(), "" + json);
  }

  @Test
  void reportLeavesOutWhatIsOfPredictions() throws IOException {
    String page = Files.readString(report);
    assertTrue(page.contains("p(x) alone, learned from 4 columns of "), page);
    assertTrue(page.contains("Least ordinary"), page);
    assertTrue(page.contains("nats (a similar, typical row: "), page);
    for (String section : List.of("predictions", "calibration", "risk")) {
      assertFalse(page.contains("id=\"" + section + "\""), section);
    }
    assertFalse(page.contains("p(y"), page);
    assertFalse(page.contains("Worst predicted"), page);
  }

  @Test
  void groupsPutsRowsTogetherThatAreUnusualInTheSameWay() {
    Path odd =
        Data.rows(
            folder.resolve("odd.csv"),
            "x,c,y,k",
            5,
            i -> i < 2 ? "0.1,a,-90,plus" : "70,b,0.2,minus");
    String told = Run.of("groups", model, odd).good();
    List<String> lines = told.lines().toList();
    assertEquals("5 of 5 rows are refused (100.00 %), in 2 groups", lines.get(0));
    assertTrue(lines.get(1).startsWith("      3  x high"), told);
    assertTrue(lines.get(2).startsWith("      2  y low"), told);
    JsonNode json = Json.parse(Run.of("groups", model, odd, "--json").good());
    assertEquals("[3,4,5]", json.at("/groups/0/rows").toString());
    assertEquals(5, json.path("refused").asInt());
  }

  @Test
  void sampleDrawsFeatures() {
    List<String> lines = Run.of("sample", model, "-n", 5).good().lines().toList();
    assertEquals("x,c,y,k", lines.get(0));
    assertEquals(6, lines.size());
  }

  @Test
  void driftExpectsNoError() {
    Path page = folder.resolve("drift.html");
    String told = Run.of("drift", model, table, "--report", page).good();
    assertTrue(told.startsWith("verdict     no drift"), told);
    assertFalse(told.contains("expected"), told);
    JsonNode json = Json.parse(Run.of("drift", model, table, "--json").good());
    assertTrue(json.path("expected").isMissingNode(), "" + json);
  }

  @Test
  void thresholdOffersNoScoreOfTheAnswer() {
    Path other = folder.resolve("other.diglm");
    Run.of("threshold", model, "--score", "shape", "--false-alarms", 0.2, "--out", other).good();
    Run.of("threshold", model, "--score", "entropy", "--out", other)
        .assertRefused(
            model
                + " cannot be used: model must be calibrated for the score, one of [density,"
                + " typicality, norm, shape, volumes, classes, neighbours, outlying, combined, cells], got entropy");
  }

  @Test
  void whatIsOfATargetIsRefused() {
    String line = "model must have a target, got one of p(x) alone (fit with a target)";
    Run.of("rank", model, table).assertRefused(line);
    Run.of("update", model, table).assertRefused(line);
    Run.of("predict", model, table, "--quantiles", "0.5").assertRefused(line);
    Run.of("predict", model, table, "--interval", "0.5").assertRefused(line);
    Run.of("predict", model, table, "--coverage", "0.5").assertRefused(line);
    Run.of("evaluate", model, table, "--max-error", "0.5").assertRefused(line);
  }

  @Test
  void aTargetThatNoRowHasIsLeftOut() {
    Path empty = Data.rows(folder.resolve("empty.csv"), "x,y", 60, i -> Data.number(i) + ",");
    Path without = folder.resolve("without.diglm");
    List<Object> fit = List.of("fit", empty, "--out", without, "--layers", 1, "--epochs", 1);
    Run run = Run.of(more(fit, "--target", "y", "--family", "gamma", "--classes"));
    String warning = "target 'y' has no value in any row: the model is of p(x) alone";
    assertTrue(run.good().contains("target      none: p(x) alone"), run.out());
    assertEquals(
        List.of("warning: " + warning), run.err().lines().filter(NoTargetTest::warns).toList());
    assertEquals(List.of(warning), ModelFile.load(without).manifest().warnings().subList(0, 1));
    assertEquals(COLUMNS, Run.of("predict", without, empty).good().lines().findFirst().orElse(""));
    Run.of(more(fit, "--target", "y", "--unlabelled", "drop", "--quiet"))
        .assertRefused(empty + " must have at least 2 complete rows besides the 0 for test, got 0");
  }

  private static Object[] more(List<Object> some, Object... others) {
    return java.util.stream.Stream.concat(some.stream(), List.of(others).stream()).toArray();
  }

  private static boolean warns(String line) {
    return line.startsWith("warning: ");
  }

  @Test
  void oneColumnIsEnough() {
    Path one = folder.resolve("one.diglm");
    Run.fit(table, one, "--no-target", "--features", "x").good();
    Run sampled = Run.of("sample", one, "-n", 2, "--out", folder.resolve("one.csv"));
    sampled.good();
    assertEquals(2, TableSource.of("" + folder.resolve("one.csv")).read().rows());
  }
}

package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diglm.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command takes an ensemble as it takes a model of one network. */
final class MembersTest {
  @TempDir private static Path folder = Path.of("");
  private static Path table = Path.of("");
  private static Path model = Path.of("");
  private static JsonNode summary = Json.parse("{}");

  @BeforeAll
  static void fit() {
    table = Data.flowers(folder);
    model = folder.resolve("both.diglm");
    Run run =
        Run.fit(
            table,
            model,
            "--target",
            "y",
            "--features",
            "x,c",
            "--family",
            "gaussian",
            "--bayes",
            "conjugate",
            "--members",
            2,
            "--report",
            folder.resolve("both.html"),
            "--json");
    summary = Json.parse(run.good());
  }

  @Test
  void aFitSaysHowManyAndLeavesNoCheckpoint() throws IOException {
    assertEquals(2, summary.path("members").asInt());
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.anyMatch(file -> file.toString().contains("checkpoint")));
    }
    String report = Files.readString(folder.resolve("both.html"));
    assertTrue(report.contains("2 networks, whose answers are averaged"));
    assertTrue(report.contains("how much the members, or draws of the posterior"), "ignorance");
  }

  @Test
  void infoAndCardNameTheMembers() {
    String info = Run.of("info", model).good();
    assertTrue(info.contains("members     2 networks, whose answers are averaged"), info);
    assertEquals(2, Json.parse(Run.of("info", model, "--json").good()).path("members").size() + 1);
    assertTrue(Run.of("info", model, "--config").good().contains("members: 2"));
    assertTrue(Run.of("card", model).good().contains("- members: 2 networks"));
  }

  @Test
  void predictionsHaveIgnoranceQuantilesAndCoverage() {
    Run told = Run.of("predict", model, table, "--coverage", 0.8, "--above", 1, "--shortfall", 0.9);
    List<String> lines = told.good().lines().toList();
    assertTrue(lines.get(0).startsWith("mean,sd,lower,upper,"), lines.get(0));
    assertTrue(lines.get(0).contains("sd_noise,sd_model"), lines.get(0));
    assertEquals(301, lines.size());
    assertEquals(
        301, Run.of("predict", model, table, "--quantiles", "0.1,0.9").good().lines().count());
    String explained = Run.of("predict", model, table, "--explain").good();
    assertEquals(301, explained.lines().count());
  }

  @Test
  void evaluateSampleDriftAndRankWork() {
    String measured = Run.of("evaluate", model, table, "--json").good();
    assertTrue(measured.contains("\"nll\": "), measured);
    assertEquals(11, Run.of("sample", model, "--rows", 10).good().lines().count());
    Run.of("drift", model, table).good();
    Path unlabelled =
        Data.rows(folder.resolve("new.csv"), "x,c", 30, i -> i / 10.0 + "," + "abc".charAt(i % 3));
    assertEquals(4, Run.of("rank", model, unlabelled, "--rows", 3).good().lines().count());
  }

  @Test
  void updateThresholdAndRecalibrateWriteEnsembles() {
    Path updated = folder.resolve("updated.diglm");
    Run.of("update", model, table, "--out", updated).good();
    assertEquals(2, ModelFile.load(updated).manifest().networks());
    Path stricter = folder.resolve("stricter.diglm");
    Run.of("threshold", model, "--false-alarms", 0.1, "--out", stricter).good();
    assertEquals(2, ModelFile.load(stricter).manifest().networks());
    Path renewed = folder.resolve("renewed.diglm");
    Run.of("recalibrate", model, table, "--out", renewed).good();
    assertEquals(2, ModelFile.load(renewed).manifest().networks());
    assertEquals(301, Run.of("predict", renewed, table, "--coverage", 0.8).good().lines().count());
  }

  @Test
  void exportsHoldAllMembers() throws IOException {
    Path graph = folder.resolve("m.onnx");
    Run.of("export", model, "--onnx", graph).good();
    assertTrue(Files.size(graph) > 10_000);
    Path mlflow = folder.resolve("mlflow");
    Run.of("export", model, "--mlflow", mlflow).good();
    assertEquals(-1, Files.mismatch(model, mlflow.resolve("model.diglm")));
  }

  @Test
  void noMembersAreRefused() {
    Run.fit(table, folder.resolve("none.diglm"), "--target", "y", "--members", 0)
        .assertRefused("members must be at least 1, got 0");
    assertTrue(Files.notExists(folder.resolve("none.diglm")));
  }
}

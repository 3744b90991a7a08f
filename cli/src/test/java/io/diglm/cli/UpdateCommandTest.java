package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diglm.model.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpdateCommandTest {
  @TempDir private static Path folder = Path.of("");
  private static Path table = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void fit() {
    table = Data.flowers(folder);
    model = folder.resolve("bayes.diglm");
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
            "--report",
            folder.resolve("bayes.html"))
        .good();
  }

  @Test
  void predictionsPartNoiseFromIgnorance() {
    List<String> lines = Run.of("predict", model, table).good().lines().toList();
    assertTrue(lines.get(0).startsWith("mean,sd,lower,upper,sd_noise,sd_model,"), lines.get(0));
    String[] row = lines.get(1).split(",", -1);
    double sd = Double.parseDouble(row[1]);
    assertEquals(sd, Math.hypot(Double.parseDouble(row[4]), Double.parseDouble(row[5])), 1e-9);
  }

  @Test
  void theReportShowsBoth() throws Exception {
    String report = Files.readString(folder.resolve("bayes.html"));
    assertTrue(report.contains("Ignorance (RMS deviation)"));
    assertTrue(report.contains("Noise (RMS deviation)"));
  }

  @Test
  void newLabelsAreLearnedAndForgotten() {
    Path updated = folder.resolve("updated.diglm");
    Run told = Run.of("update", model, table, "--out", updated);
    assertTrue(told.good().startsWith("rows        300 learned; 0 skipped"), told.out());
    assertTrue(told.out().contains("files       " + updated), told.out());
    Run.of("predict", model, table, "--coverage", 0.5).good();
    Run.of("predict", updated, table, "--coverage", 0.5)
        .assertRefused(
            "model must have its intervals calibrated, got one that was updated since (fit again)");
    String info = Run.of("info", updated).good();
    assertTrue(info.contains("posterior by conjugate"), info);
    assertTrue(info.contains("update      300 rows of " + table + " learned, "), info);
    Run.of("update", updated, table, "--remove").good();
    ModelFile back = ModelFile.load(updated);
    assertEquals(2, back.manifest().updates().size());
    double[] old = posteriorMean(ModelFile.load(model));
    double[] now = posteriorMean(back);
    for (int i = 0; i < old.length; i++) {
      assertEquals(old[i], now[i], 1e-9);
    }
  }

  @Test
  void saysItInJson() {
    Path updated = folder.resolve("json.diglm");
    JsonNode json = Json.parse(Run.of("update", model, table, "--out", updated, "--json").good());
    assertEquals(300, json.path("rows").asInt());
    assertEquals(0, json.path("skipped").asInt());
    assertTrue(json.at("/before/rmse").isNumber(), json.toString());
  }

  @Test
  void refusesAModelWithoutAPosterior() {
    Path point = folder.resolve("point.diglm");
    Run.fit(table, point, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
    Run.of("update", point, table)
        .assertRefused(
            "model must have a posterior that takes rows, got bayes none (fit with --bayes"
                + " conjugate, bound or laplace)");
  }

  @Test
  void refusesRowsWithoutTarget() {
    Path blank = Data.rows(folder.resolve("blank.csv"), "x,c,y", 3, i -> i + ",a,");
    Run.of("update", model, blank, "--out", folder.resolve("none.diglm"))
        .assertRefused("rows must include one that is readable and has a target, got none of 3");
    assertTrue(Files.notExists(folder.resolve("none.diglm")));
  }

  @Test
  void refusesToForgetWhatItNeverSaw() {
    Path many =
        Data.rows(
            folder.resolve("many.csv"),
            "x,c,y",
            3000,
            i -> Data.number(i) + ",b," + Data.number(i));
    Run.of("update", model, many, "--remove", "--out", folder.resolve("never.diglm"))
        .assertRefused(
            "rows to take away must be among those that the model learned from, got others");
  }

  @Test
  void refusesAMethodThatDoesNotFit() {
    Run.fit(table, model, "--target", "k", "--features", "x,c", "--bayes", "conjugate")
        .assertRefused(
            "family with bayes conjugate must be gaussian with link identity, got bernoulli with"
                + " link logit (elbo fits every family)");
  }

  private static double[] posteriorMean(ModelFile file) {
    return Objects.requireNonNull(file.weights().get("posterior.mean")).doubles();
  }
}

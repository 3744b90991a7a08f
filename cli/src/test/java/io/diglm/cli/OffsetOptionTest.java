package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fit --offset} and {@code fit --exposure}. */
final class OffsetOptionTest {
  @TempDir private static Path folder = Path.of("");
  private static Path model = Path.of("");
  private static Path table = Path.of("");

  @BeforeAll
  static void fit() {
    model = folder.resolve("rates.diglm");
    table =
        Data.rows(
            folder.resolve("rates.csv"),
            "x,days,claims",
            200,
            i -> String.format(Locale.ROOT, "%s,%d,%d", Data.number(i), 1 + i % 9, i % 3));
    Run.fit(table, model, "--target", "claims", "--exposure", "days", "--family", "poisson").good();
  }

  @Test
  void predictionsNeedTheExposureAndAreInProportionToIt() {
    Path rows = Data.text(folder.resolve("new.csv"), "x,days\n0.5,1\n0.5,4\n0.5,\n0.5,0\n");
    String[] lines = Run.of("predict", model, rows).good().split("\n", -1);
    double one = Double.parseDouble(lines[1].split(",", -1)[0]);
    double four = Double.parseDouble(lines[2].split(",", -1)[0]);
    assertEquals(4 * one, four, 1e-9 * four);
    assertTrue(
        lines[3].endsWith("\"column 'days' must hold the exposure, got a missing cell\""),
        lines[3]);
    assertTrue(lines[4].endsWith("\"exposure 'days' must be positive, got 0\""), lines[4]);
    Path bare = Data.text(folder.resolve("bare.csv"), "x\n0.5\n");
    Run.of("predict", model, bare)
        .assertRefused("column 'days' must be in table file %s, got columns x".formatted(bare));
  }

  @Test
  void otherCommandsKnowIt() {
    assertTrue(
        Run.of("info", model)
            .good()
            .contains(
                "offset      days, an exposure: its logarithm (not a feature; rows to predict need"
                    + " it)"));
    assertTrue(Run.of("evaluate", model, table).good().startsWith("rows        200"));
    String why = Run.of("predict", model, table, "--explain").good().split("\n", -1)[0];
    assertTrue(why.contains("why"), why);
    assertTrue(Run.of("sample", model, "--rows", 3).good().startsWith("x,days,claims"));
  }

  @Test
  void exportsHaveTheExposureAsAnInput() throws IOException {
    Path exported = folder.resolve("mlflow");
    Run.of("export", model, "--mlflow", exported).good();
    String known = Files.readString(exported.resolve("MLmodel")).replace("\\", "");
    assertTrue(known.contains("\"name\":\"days\",\"required\":true"), known);
    assertTrue(
        Files.readString(exported.resolve("input_example.json")).contains("\"days\""), known);
    Path graph = folder.resolve("rates.onnx");
    Run.of("export", model, "--onnx", graph).good();
    String bytes = Files.readString(graph, StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains("\"use\":\"exposure\""));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Path other = folder.resolve("other.diglm");
    Run.fit(table, other, "--target", "claims", "--exposure", "days", "--family", "gaussian")
        .assertRefused(
            "family with an exposure must have link log or be"
                + " log_mixture, got gaussian with link identity");
    Run.fit(table, other, "--target", "claims", "--exposure", "days", "--offset", "x")
        .assertRefused("offset must not come with an exposure, got x");
    Run.fit(table, other, "--no-target", "--exposure", "days")
        .assertRefused("exposure must come with --target, got --no-target");
  }
}

package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} and {@code card}: what others read of a model. */
final class OnnxExportTest {
  @TempDir private static Path folder = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void fit() {
    model = folder.resolve("model.diglm");
    Path table = Data.flowers(folder);
    Run.fit(table, model, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
  }

  @Test
  void writesAGraphInWhichNothingDiffers() throws IOException {
    Path graph = folder.resolve("model.onnx");
    Run run = Run.of("export", model, "--onnx", graph);
    assertEquals("", run.good());
    assertEquals("", run.err());
    String bytes = new String(Files.readAllBytes(graph), StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains("diglm.golden") && bytes.contains("ai.onnx.ml"));
  }

  @Test
  void writesAnotherIntervalThanTheUsual() throws IOException {
    Path usual = folder.resolve("usual.onnx");
    Path narrow = folder.resolve("narrow.onnx");
    Run.of("export", model, "--onnx", usual).good();
    Run.of("export", model, "--onnx", narrow, "--interval", 0.5).good();
    assertFalse(java.util.Arrays.equals(Files.readAllBytes(usual), Files.readAllBytes(narrow)));
  }

  @Test
  void refusesWhatItCannotDo() {
    Path graph = folder.resolve("none.onnx");
    Run.of("export", model, "--onnx", graph, "--interval", 90)
        .assertRefused("interval must be between 0 and 1, got 90.0 (90 % is 0.9)");
    Run.of("export", model, "--onnx", model)
        .assertRefused(
            "onnx must be a file of its own, got %s, which is read as the model".formatted(model));
    Run.of("export", model, "--onnx", graph, "--mlflow", folder.resolve("mlflow"))
        .assertRefused("export must be to --mlflow DIR, --onnx FILE or --out FILE, got several");
    Run.of("export", model, "--mlflow", folder.resolve("mlflow"), "--coverage", 0.9)
        .assertRefused("coverage must come with --onnx, got it alone");
    Run.of("export", model, "--onnx", graph, "--interval", 0.9, "--coverage", 0.9)
        .assertRefused("interval must not come with --coverage, got both");
    assertFalse(Files.exists(graph));
  }

  @Test
  void aCardIsWrittenOrPrinted() throws IOException {
    Path card = folder.resolve("README.md");
    assertEquals("", Run.of("card", model, "--out", card).good());
    assertEquals(Run.of("card", model).good(), Files.readString(card));
    assertTrue(Files.readString(card).startsWith("---\nlibrary_name: diglm\n"));
    Run.of("card", model, "--out", model)
        .assertRefused(
            "out must be a file of its own, got %s, which is read as the model".formatted(model));
  }
}

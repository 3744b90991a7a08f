package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diglm.distribution.Normal;
import io.diglm.json.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Files of every released format version load for ever. {@code golden/} is written once per format
 * version, by {@link TinyModel#main}, and never again.
 */
final class GoldenFileTest {
  @Test
  void everyGoldenFileLoads() throws Exception {
    List<Path> files = golden();
    assertFalse(files.isEmpty(), "golden/ must hold a model file");
    for (Path file : files) {
      assertEquals(3, ModelFile.load(file).weights().size(), file.toString());
    }
  }

  @Test
  void versionOneLoadsAsItWasWritten() throws Exception {
    ModelFile loaded = ModelFile.load(folder().resolve("format-1.diglm"));
    assertEquals(TinyModel.weights(), loaded.weights());
    Manifest manifest = loaded.manifest();
    assertEquals(TinyModel.manifest().provenance(), manifest.provenance());
    assertEquals(TinyModel.manifest().flow(), manifest.flow());
    assertEquals(TinyModel.manifest().head(), manifest.head());
    assertEquals(TinyModel.manifest().schema(), manifest.schema());
    assertEquals(TinyModel.manifest().thresholds(), manifest.thresholds());
    assertArrayEquals(new float[] {1e-30f, 3.25f}, manifest.golden().encoded()[1]);
    assertArrayEquals(new double[] {-1.0 / 3.0, 1e-300, -0.0}, manifest.golden().eta()[1]);
    assertArrayEquals(new double[] {-2.5, -7.125}, manifest.golden().logDensity());
    assertEquals(0.1, Json.at(manifest.training(), "/density_weight").getAsDouble());
    assertEquals(4.7, Json.at(manifest.metrics(), "/test/nll").getAsDouble());
    assertEquals("NaN", Json.at(manifest.metrics(), "/test/rmse").getAsString());
    assertEquals(new Normal(6.9, 44.9), manifest.marginal());
    assertEquals(5.5, Json.at(manifest.history(), "/0/loss").getAsDouble());
    assertEquals(List.of("column year is constant: it was left out"), manifest.warnings());
  }

  private static List<Path> golden() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(file -> file.toString().endsWith(".diglm")).sorted().toList();
    }
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(GoldenFileTest.class.getResource("golden")).toURI());
  }
}

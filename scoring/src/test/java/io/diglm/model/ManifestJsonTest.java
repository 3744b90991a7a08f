package io.diglm.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonObject;
import io.diglm.distribution.Unknown;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.schema.Schema;
import io.diglm.settings.Changed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ManifestJsonTest {
  private static final ObjectMapper PLAIN = new ObjectMapper();

  @Test
  void fieldsHaveTheirNamesAndOrder() throws IOException {
    List<String> names = new ArrayList<>();
    json().fieldNames().forEachRemaining(names::add);
    assertEquals(
        List.of(
            "format_version",
            "weights_sha256",
            "library_version",
            "created",
            "java",
            "os",
            "machine_class",
            "seed",
            "data",
            "flow",
            "head",
            "density",
            "schema",
            "training",
            "metrics",
            "thresholds",
            "marginal",
            "history",
            "warnings",
            "updates",
            "golden",
            "answers"),
        names);
  }

  @Test
  void valuesAreWrittenAsTheCommandLineNamesThem() throws IOException {
    JsonNode json = json();
    assertEquals("2026-11-24T12:00:00Z", json.path("created").textValue());
    assertEquals("realnvp", json.path("flow").path("architecture").textValue());
    assertEquals("student_t", json.path("head").path("family").textValue());
    assertEquals(0.3, json.path("flow").path("frequency_scale").doubleValue());
    assertEquals("minimum_density", json.at("/thresholds/rejection/rule").textValue());
    assertEquals("density", json.at("/thresholds/novelty").textValue());
  }

  @Test
  void aNumberThatIsNoneIsWrittenAsText() throws IOException {
    assertEquals("NaN", json().at("/metrics/test/rmse").textValue());
  }

  @Test
  void everythingComesBack() throws IOException {
    byte[] written = written(TinyModel.manifest());
    assertArrayEquals(written, written(read(written)));
    assertEquals(TinyModel.manifest().provenance(), read(written).provenance());
    assertEquals(TinyModel.manifest().schema(), read(written).schema());
    assertEquals(TinyModel.manifest().flow(), read(written).flow());
    assertEquals(TinyModel.manifest().head(), read(written).head());
  }

  @Test
  void aTargetMayBeAbsent() throws IOException {
    byte[] written = written(density(new Schema(TinyModel.manifest().schema().features())));
    JsonNode json = PLAIN.readTree(written);
    assertTrue(json.at("/schema/target").isNull());
    assertEquals("none", json.at("/head/family").textValue());
    assertEquals("unknown", json.at("/marginal/family").textValue());
    Manifest read = read(written);
    assertTrue(read.schema().target().isEmpty());
    assertEquals(new Unknown(), read.marginal());
    assertArrayEquals(written, written(read));
  }

  @Test
  void aHeadOfNoFamilyHasNoTarget() {
    Schema schema = TinyModel.manifest().schema();
    assertEquals(
        "head of a model with a target must not be of family none, got none",
        assertThrows(IllegalArgumentException.class, () -> density(schema)).getMessage());
  }

  private static Manifest density(Schema schema) {
    Manifest some = TinyModel.manifest();
    GoldenRows golden = some.golden();
    return Changed.of(
        some,
        Map.of(
            "head",
            HeadConfig.none(),
            "schema",
            schema,
            "marginal",
            new Unknown(),
            "updates",
            List.of(),
            "golden",
            new GoldenRows(
                golden.encoded(), new double[golden.eta().length][0], golden.logDensity())));
  }

  @Test
  void numbersKeepEveryBit() throws IOException {
    Random random = new Random(7);
    double[] doubles = new double[10_000];
    float[] floats = new float[10_000];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = Double.longBitsToDouble(random.nextLong());
      floats[i] = Float.intBitsToFloat(random.nextInt());
    }
    doubles[0] = -0.0;
    floats[0] = -0.0f;
    Manifest read =
        read(
            written(
                with(new GoldenRows(new float[][] {floats}, new double[][] {doubles}, doubles()))));
    assertArrayEquals(floats, read.golden().encoded()[0]);
    assertArrayEquals(doubles, read.golden().eta()[0]);
    assertArrayEquals(doubles(), read.golden().logDensity());
  }

  @Test
  void aMissingFieldIsNamed() throws IOException {
    assertProblem("golden must be given, got none", without("", "golden"));
    assertProblem(
        "thresholds.rejection.slack must be given, got none",
        without("/thresholds/rejection", "slack"));
    assertProblem("flow.hidden must be given, got none", without("/flow", "hidden"));
    assertProblem("seed must be given, got none", without("", "seed"));
  }

  @Test
  void aNullFieldIsNamed() throws IOException {
    ObjectNode json = json();
    json.putNull("head");
    assertProblem("head must be given, got null", json);
  }

  @Test
  void aNullNumberIsNamed() throws IOException {
    ObjectNode json = json();
    ((ObjectNode) json.path("flow")).putNull("layers");
    assertProblem("flow.layers must be given, got null", json);
  }

  @Test
  void aWrongValueIsNamed() throws IOException {
    ObjectNode json = json();
    ((ObjectNode) json.at("/thresholds/rejection")).put("slack", -1);
    assertProblem("thresholds.rejection: slack must be at least 0 and finite, got -1.0", json);
    json = json();
    json.put("created", "yesterday");
    assertProblem("created: must be ISO 8601 in UTC, got yesterday", json);
  }

  @Test
  void anUnknownPartIsNamed() throws IOException {
    ObjectNode json = json();
    ((ObjectNode) json.path("flow")).put("architecture", "butterfly");
    assertProblem(
        "flow.architecture must be one of realnvp, glow, planar, spline, got butterfly", json);
    json = json();
    ((ObjectNode) json.at("/schema/features/0/axes/0")).put("axis", "wavelet");
    assertProblem("schema.features[0].axes[0] must be of a known kind, got wavelet", json);
  }

  @Test
  void aBrokenTextIsLocated() {
    assertEquals("line 1, column 10: Expected value", problem("{\"flow\" :: 1}"));
    assertEquals("it must be a JSON object, got null", problem("null"));
    assertEquals("line 1, column 2: End of input", problem("{"));
  }

  @Test
  void anUnknownFieldIsIgnored() throws IOException {
    ObjectNode json = json();
    json.put("added_later", 1);
    assertArrayEquals(written(TinyModel.manifest()), written(read(PLAIN.writeValueAsBytes(json))));
  }

  @Test
  void provenanceSaysWhereItRan() {
    Provenance here =
        Provenance.here(java.time.Instant.EPOCH, 3, TinyModel.manifest().provenance().data());
    assertTrue(here.libraryVersion().matches("\\d+\\.\\d+\\.\\d+.*"), here.libraryVersion());
    assertTrue(here.java().endsWith(System.getProperty("java.version", "")), here.java());
    assertTrue(here.machineClass().matches("\\d+ cores?, \\w+"), here.machineClass());
    assertEquals("1 core, amd64", Provenance.machineClass(1, "amd64"));
    assertEquals("2 cores, amd64", Provenance.machineClass(2, "amd64"));
  }

  @Test
  void recordsCheckTheirValues() {
    assertMessage(
        "golden rows must be at least 1, got 0",
        () -> new GoldenRows(new float[0][], new double[0][], new double[0]));
    assertMessage(
        "golden eta and log_density must have 1 rows, got 2 and 1",
        () -> new GoldenRows(new float[1][1], new double[2][1], new double[1]));
    assertMessage(
        "golden encoded row 1 must have width 1, got 2",
        () -> new GoldenRows(new float[][] {{1}, {1, 2}}, new double[2][1], new double[2]));
    assertMessage(
        "golden eta row 1 must have width 1, got 2",
        () -> new GoldenRows(new float[2][1], new double[][] {{1}, {1, 2}}, new double[2]));
  }

  private static double[] doubles() {
    return new double[] {Double.NEGATIVE_INFINITY};
  }

  private static Manifest with(GoldenRows golden) {
    return Changed.of(TinyModel.manifest(), Map.of("metrics", new JsonObject(), "golden", golden));
  }

  private static Manifest read(byte[] json) throws JsonProblem {
    return ManifestJson.manifest(Json.parse(json));
  }

  private static byte[] written(Manifest manifest) {
    return ManifestJson.write(manifest, 1, "ab");
  }

  private static ObjectNode json() throws IOException {
    return (ObjectNode) PLAIN.readTree(written(TinyModel.manifest()));
  }

  private static ObjectNode without(String pointer, String name) throws IOException {
    ObjectNode json = json();
    ((ObjectNode) json.at(pointer)).remove(name);
    return json;
  }

  private static void assertProblem(String problem, JsonNode json) {
    assertEquals(problem, problem(json.toString()));
  }

  private static String problem(String json) {
    JsonProblem problem = assertThrows(JsonProblem.class, () -> read(json.getBytes(UTF_8)));
    return String.valueOf(problem.getMessage());
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}

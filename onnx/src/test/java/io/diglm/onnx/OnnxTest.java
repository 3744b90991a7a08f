package io.diglm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.onnx.OnnxParityTest.Case;
import io.diglm.onnx.SomeRows.Target;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RiskRule;
import io.diglm.train.Fit;
import io.diglm.train.FitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a graph says of itself, what it leaves out, and models of old formats. */
final class OnnxTest {
  private static FitResult numbers;
  private static FitResult classes;
  private static FitResult alone;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void fit() {
    numbers = fitted(Target.NUMBER);
    classes = fitted(Target.THREE);
    alone = fitted(Target.NONE);
  }

  static FitResult fitted(Target target) {
    Case usual = new Case("usual", target, b -> b.data(d -> d.validation(150)));
    return Fit.of(OnnxParityTest.config(usual)).run(SomeRows.ordinary(target, 600, 3));
  }

  @AfterAll
  static void close() {
    numbers.close();
    classes.close();
    alone.close();
  }

  @Test
  void goldenRowsInTheMetadataHaveTheAnswersOfTheGraph()
      throws IOException, OrtException, JsonProblem {
    Path file = folder.resolve("m.onnx");
    Onnx.write(numbers.predictor(), file);
    try (GraphSession runtime = new GraphSession(file)) {
      JsonObject golden =
          Json.parse(Objects.requireNonNull(runtime.metadata().get("diglm.golden")))
              .getAsJsonObject();
      Table table = table(golden.getAsJsonObject("inputs"));
      Map<String, Object> got = runtime.run(numbers.predictor().manifest().schema(), table);
      for (String name : List.of("mean", "sd", "log_density", "novelty_p_value")) {
        JsonArray expected = golden.getAsJsonObject("outputs").getAsJsonArray(name);
        assertEquals(5, expected.size());
        for (int row = 0; row < expected.size(); row++) {
          double value = expected.get(row).getAsDouble();
          // A golden row is one of those that calibrated: it may count itself or not.
          double room = name.equals("novelty_p_value") ? 1.01 / (135 + 1) : 1e-5;
          assertEquals(
              value,
              ((double[][]) Objects.requireNonNull(got.get(name)))[row][0],
              room * Math.max(1, Math.abs(value)));
        }
      }
    }
  }

  private static Table table(JsonObject inputs) {
    List<TableColumn> columns = new ArrayList<>();
    inputs
        .asMap()
        .forEach(
            (name, cells) -> {
              StorageType type =
                  numbers.predictor().manifest().schema().features().stream()
                      .filter(feature -> feature.name().equals(name))
                      .findFirst()
                      .orElseThrow()
                      .type();
              List<JsonElement> values = cells.getAsJsonArray().asList();
              columns.add(
                  new TableColumn(
                      name,
                      type,
                      type == StorageType.TEXT
                          ? Cells.Texts.of(values.stream().map(v -> v.getAsString()).toList())
                          : new Cells.Numbers(
                              values.stream()
                                  .mapToDouble(v -> v.isJsonNull() ? Double.NaN : v.getAsDouble())
                                  .toArray())));
            });
    return new Table("golden", columns, 5);
  }

  @Test
  void aGraphJudgesAsItsModelDoesAndHasNothingToSay() throws IOException {
    for (FitResult fit : List.of(numbers, classes, alone)) {
      assertEquals(List.of(), Onnx.write(fit.predictor(), folder.resolve("m.onnx")));
    }
  }

  /** In a tree of many leaves, and in one of a single leaf. */
  @ParameterizedTest
  @CsvSource({
    "NEIGHBOURS, 600",
    "COMBINED, 600",
    "COMBINED, 16",
    "NEIGHBOURS, 1",
    "OUTLYING, 450",
    "OUTLYING, 16",
    "OUTLYING, 3"
  })
  void neighboursAreThoseThatTheTreeFinds(NoveltyScore score, int kept)
      throws IOException, OrtException {
    FitResult fit = score == NoveltyScore.OUTLYING ? alone : numbers;
    try (Predictor predictor = keeping(fit, kept, score)) {
      Table rows = SomeRows.ordinary(target(fit), 300, 9);
      Parity parity = Parity.of(predictor, Ends.interval(0.5), rows);
      assertEquals(List.of(), parity.wrong());
      assertTrue(parity.largest().containsKey("novelty"));
    }
  }

  private static Target target(FitResult fit) {
    return fit.equals(alone) ? Target.NONE : Target.NUMBER;
  }

  /**
   * The model that compares rows with so many kept training rows, its own over and over, without
   * golden answers.
   */
  private static Predictor keeping(FitResult fit, int count, NoveltyScore score) {
    ModelFile file = fit.predictor().file();
    int dimension = file.manifest().schema().dimension();
    float[] all = Objects.requireNonNull(file.weights().get("novelty.train.encoded")).floats();
    float[] kept = new float[count * dimension];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = all[i % all.length];
    }
    Map<String, TensorData> weights = new HashMap<>(file.weights());
    weights.put("novelty.train.encoded", TensorData.of(kept, count, dimension));
    TensorData measures = weights.get("novelty.train.outlying");
    if (measures != null) {
      weights.put("novelty.train.outlying", stretched(measures, count));
    }
    Manifest manifest =
        file.manifest().withIntervals(file.manifest().thresholds().withNovelty(score));
    return Predictor.open(new ModelFile(manifest, weights), "the model");
  }

  /** Increasing numbers (3, M) with as many columns as wanted, between the same ends. */
  private static TensorData stretched(TensorData measures, int count) {
    double[] known = measures.doubles();
    int rows = known.length / 3;
    double[] others = new double[3 * count];
    for (int i = 0; i < others.length; i++) {
      long at = (long) (i % count) * (rows - 1) / Math.max(1, count - 1);
      others[i] = known[i / count * rows + (int) at];
    }
    return TensorData.of(others, 3, count);
  }

  @Test
  void aRuleOfRiskOfClassesIsPartOfTheVerdict() throws IOException, OrtException {
    try (Predictor predictor = risky(classes, Double.NaN)) {
      Table rows = SomeRows.ordinary(Target.THREE, 200, 10);
      Parity parity = Parity.of(predictor, Ends.interval(0.5), rows);
      assertEquals(List.of(), parity.wrong());
      Path file = folder.resolve("m.onnx");
      Onnx.write(predictor, file);
      try (GraphSession runtime = new GraphSession(file)) {
        Object verdicts = runtime.run(predictor.manifest().schema(), rows).get("verdict");
        List<String> seen =
            Arrays.stream((String[][]) Objects.requireNonNull(verdicts)).map(v -> v[0]).toList();
        assertTrue(seen.contains("unsure") && seen.contains("accepted"), seen::toString);
      }
    }
  }

  @Test
  void aRuleOfRiskOfANumberIsRefused() {
    try (Predictor predictor = risky(numbers, 1)) {
      assertEquals(
          "risk rule must be one of classes to be written as ONNX, got one of a number (remove it"
              + " by diglm threshold MODEL --no-risk)",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Onnx.write(predictor, folder.resolve("m.onnx")))
              .getMessage());
    }
  }

  private static Predictor risky(FitResult fit, double tolerance) {
    ModelFile file = fit.predictor().file();
    RiskRule rule = new RiskRule(0.1, 0.95, tolerance, 0.5, 100, 0.5);
    return Predictor.open(
        new ModelFile(
            file.manifest().withThresholds(file.manifest().thresholds().withRisk(rule)),
            file.weights()),
        "the model");
  }

  @ParameterizedTest
  @CsvSource({"COMBINED, numbers", "NEIGHBOURS, numbers", "OUTLYING, alone"})
  void saysThatMoreTrainingRowsAreKeptThanAGraphSearches(NoveltyScore score, String model)
      throws IOException, OrtException {
    FitResult fit = model.equals("numbers") ? numbers : alone;
    try (Predictor predictor = keeping(fit, 8001, score)) {
      assertEquals(
          List.of(
              "novelty is by density, since %s compares rows with more than the 8000 training rows that a graph searches"
                  .formatted(ModelGraph.lower(score))),
          Onnx.write(predictor, folder.resolve("m.onnx")));
      Parity parity =
          Parity.of(predictor, Ends.interval(0.5), SomeRows.ordinary(target(fit), 50, 9));
      assertEquals(List.of(), parity.wrong());
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path one = folder.resolve("one.onnx");
    Path other = folder.resolve("other.onnx");
    Onnx.write(classes.predictor(), one);
    Onnx.write(classes.predictor(), other);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other));
  }

  @ParameterizedTest
  @EnumSource(
      value = NoveltyScore.class,
      names = {"DENSITY", "TYPICALITY", "NORM", "SHAPE", "VOLUMES", "CLASSES", "ENTROPY"})
  void everyScoreThatNeedsNoOtherRowsIsTheModelsOwn(NoveltyScore score)
      throws IOException, OrtException {
    for (FitResult fit : List.of(numbers, classes)) {
      ModelFile file = fit.predictor().file();
      ModelFile scored =
          new ModelFile(
              file.manifest().withThresholds(file.manifest().thresholds().withNovelty(score)),
              file.weights());
      try (Predictor predictor = Predictor.open(scored, "the model")) {
        Target target = fit.equals(numbers) ? Target.NUMBER : Target.THREE;
        Parity parity = Parity.of(predictor, Ends.interval(0.5), SomeRows.ordinary(target, 200, 4));
        assertEquals(List.of(), parity.wrong());
        assertTrue(parity.largest().containsKey("novelty"));
      }
    }
  }

  @Test
  void aModelOfFormatOneAnswersAsOurScorer() throws IOException, OrtException {
    Path golden =
        Path.of("..", "scoring/src/test/resources/io/diglm/predict/golden/format-1.diglm");
    try (Predictor predictor = Predictor.load(golden)) {
      Parity parity = Parity.of(predictor, Ends.interval(0.9), rows());
      assertEquals(List.of(), parity.wrong());
    }
  }

  private static Table rows() {
    SplittableRandom random = new SplittableRandom(1);
    double[] a = random.doubles(300, -4, 4).toArray();
    double[] b = random.doubles(300, -9, 15).toArray();
    int[] levels = random.ints(300, -1, 4).toArray();
    List<String> names = List.of("zero", "one", "two", "never seen");
    return new Table(
        "rows",
        List.of(
            SomeRows.numbers("a", StorageType.DECIMAL, a),
            SomeRows.numbers("b", StorageType.DECIMAL, b),
            SomeRows.texts("level", levels, names)),
        300);
  }

  @Test
  void anInputThatIsNoNumberIsUnreadable() throws IOException, OrtException {
    Path file = folder.resolve("m.onnx");
    Onnx.write(numbers.predictor(), file);
    Table one = SomeRows.ordinary(Target.NUMBER, 1, 7);
    List<TableColumn> columns =
        one.columns().stream()
            .map(
                c ->
                    c.name().equals("plain")
                        ? SomeRows.numbers("plain", c.type(), Double.NEGATIVE_INFINITY)
                        : c)
            .toList();
    try (GraphSession runtime = new GraphSession(file)) {
      Map<String, Object> got =
          runtime.run(numbers.predictor().manifest().schema(), new Table("one", columns, 1));
      assertEquals("unreadable", ((String[][]) Objects.requireNonNull(got.get("verdict")))[0][0]);
      assertTrue(((boolean[][]) Objects.requireNonNull(got.get("rejected")))[0][0]);
      for (String name : List.of("mean", "sd", "lower", "upper", "log_density", "novelty")) {
        assertTrue(Double.isNaN(((double[][]) Objects.requireNonNull(got.get(name)))[0][0]), name);
      }
    }
  }

  @Test
  void aTextInAnyCaseIsATruthValueWhereLevelsAreTwo() throws IOException, OrtException {
    Path file = folder.resolve("m.onnx");
    Onnx.write(numbers.predictor(), file);
    Table one = SomeRows.ordinary(Target.NUMBER, 1, 8);
    double[] means = new double[3];
    String[] spellings = {"yes", "yEs", "TRUE"};
    try (GraphSession runtime = new GraphSession(file)) {
      for (int i = 0; i < means.length; i++) {
        String spelling = spellings[i];
        List<TableColumn> columns =
            one.columns().stream()
                .map(
                    c ->
                        c.name().equals("loud")
                            ? SomeRows.texts("loud", new int[1], List.of(spelling))
                            : c)
                .toList();
        Object got =
            runtime
                .run(numbers.predictor().manifest().schema(), new Table("one", columns, 1))
                .get("log_density");
        means[i] = ((double[][]) Objects.requireNonNull(got))[0][0];
      }
    }
    assertEquals(1, Arrays.stream(means).distinct().count());
  }
}

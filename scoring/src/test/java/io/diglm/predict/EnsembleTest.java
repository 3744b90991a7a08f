package io.diglm.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Averaged;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.explain.ImpliedKernel;
import io.diglm.model.GoldenRows;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.network.Scorer;
import io.diglm.novelty.PossibleScores;
import io.diglm.novelty.Uncertainty;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.schema.Table;
import io.diglm.selective.NoveltyScore;
import io.diglm.settings.Changed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ensembles made of the models of format 2 and of copies of them with other coefficients. */
final class EnsembleTest {
  private static final float STEP = 0.25f;

  @TempDir private Path folder = Path.of("");

  static List<String> models() throws IOException {
    return FormatTwoModelsTest.models();
  }

  /** The file, and the bytes of its model. */
  private static ModelFile one(String name) {
    ModelFile file = ModelFile.load(TwoNetworks.path(name));
    // Its answers are those of the first network alone.
    return new ModelFile(file.manifest().withOthers(List.of()), file.weights());
  }

  /** The same model with all coefficients a little larger. */
  private static ModelFile other(ModelFile one) {
    Map<String, TensorData> weights = new HashMap<>(one.weights());
    for (String name : List.of("head.weight", "head.bias")) {
      TensorData tensor = Objects.requireNonNull(weights.get(name));
      float[] values = tensor.floats();
      for (int i = 0; i < values.length; i++) {
        values[i] += STEP * (1 + i % 3);
      }
      weights.put(name, TensorData.of(values, tensor.shape()));
    }
    TensorData mean = weights.get(CoefficientPosterior.MEAN);
    if (mean != null) {
      double[] values = mean.doubles();
      for (int i = 0; i < values.length; i++) {
        values[i] += STEP;
      }
      weights.put(CoefficientPosterior.MEAN, TensorData.of(values, mean.shape()));
    }
    Manifest manifest = one.manifest();
    Map<String, Object> changes =
        Map.of("golden", golden(manifest, weights), "answers", Optional.empty());
    return new ModelFile(Changed.of(manifest, changes), weights);
  }

  private static GoldenRows golden(Manifest manifest, Map<String, TensorData> weights) {
    try (Scorer scorer =
        Networks.scorer(manifest.flow(), manifest.head(), manifest.schema(), weights)) {
      float[][] encoded = manifest.golden().encoded();
      return GoldenCheck.record(scorer, encoded, manifest.head().predictors());
    }
  }

  private static ModelFile both(String name) {
    ModelFile one = one(name);
    return TwoNetworks.of(one, other(one));
  }

  private static List<Prediction.Answer> answers(Predictor predictor) {
    return predictor.predict(TwoNetworks.ROWS).stream()
        .map(answer -> assertInstanceOf(Prediction.Answer.class, answer))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void theAnswerIsTheMeanOfTheMembers(String name) {
    ModelFile one = one(name);
    ModelFile other = other(one);
    try (Predictor first = Predictor.open(one, "one");
        Predictor second = Predictor.open(other, "other");
        Predictor ensemble = Predictor.open(TwoNetworks.of(one, other), "both")) {
      List<Prediction.Answer> a = answers(first);
      List<Prediction.Answer> b = answers(second);
      List<Prediction.Answer> both = answers(ensemble);
      for (int row = 0; row < both.size(); row++) {
        List<Distribution> parts = List.of(a.get(row).own(), b.get(row).own());
        Distribution own = both.get(row).own();
        assertNotEquals(parts.get(0), parts.get(1), "members must differ");
        if (own instanceof ClassDistribution classes) {
          assertClasses(parts, classes, both.get(row));
        } else {
          assertNumber(new Averaged(parts), own, both.get(row));
        }
        assertEquals(a.get(row).logDensity(), both.get(row).logDensity(), 1e-9, "p(x) is shared");
      }
    }
  }

  private static void assertClasses(
      List<Distribution> parts, ClassDistribution own, Prediction.Answer answer) {
    for (int k = 0; k < own.classes(); k++) {
      int at = k;
      double mean =
          parts.stream()
              .mapToDouble(part -> ((ClassDistribution) part).probability(at))
              .average()
              .orElseThrow();
      assertEquals(mean, own.probability(k), 1e-12);
    }
    Uncertainty uncertainty = answer.uncertainty().orElseThrow();
    assertEquals(own.entropy(), uncertainty.noise() + uncertainty.model(), 1e-9);
    assertTrue(uncertainty.model() > 0, uncertainty.toString());
  }

  /** Log p, moments and quantiles of the average; sd by the law of total variance. */
  private static void assertNumber(Averaged expected, Distribution own, Prediction.Answer answer) {
    for (double y : new double[] {-2, 0, 1, 3, 7}) {
      double logDensity = expected.logDensity(y);
      if (Double.isFinite(logDensity) || Double.isFinite(own.logDensity(y))) {
        assertEquals(logDensity, own.logDensity(y), 1e-9 * Math.max(1, Math.abs(logDensity)));
      }
      assertEquals(expected.cdf(y), own.cdf(y), 1e-9);
    }
    double scale = Math.max(1, expected.sd());
    assertEquals(expected.mean(), own.mean(), 1e-9 * Math.max(scale, Math.abs(expected.mean())));
    assertEquals(expected.sd(), own.sd(), 1e-6 * scale);
    Uncertainty uncertainty = answer.uncertainty().orElseThrow();
    assertEquals(own.sd(), Math.hypot(uncertainty.noise(), uncertainty.model()), 1e-6 * scale);
    assertTrue(
        uncertainty.model() >= expected.spread() * (1 - 1e-9),
        uncertainty + " of members that are apart by " + expected.spread());
  }

  @Test
  void membersThatDisagreeAddTheirSpreadToTheIgnoranceOfEach() {
    String name = "highway-gaussian-conjugate";
    ModelFile one = one(name);
    ModelFile other = other(one);
    try (Predictor first = Predictor.open(one, "one");
        Predictor second = Predictor.open(other, "other");
        Predictor ensemble = Predictor.open(TwoNetworks.of(one, other), "both")) {
      Prediction.Answer a = answers(first).get(0);
      Prediction.Answer b = answers(second).get(0);
      Uncertainty parts = answers(ensemble).get(0).uncertainty().orElseThrow();
      double half = (a.own().mean() - b.own().mean()) / 2;
      double own =
          Stream.of(a, b)
              .mapToDouble(answer -> answer.uncertainty().orElseThrow().model())
              .map(model -> model * model)
              .average()
              .orElseThrow();
      assertEquals(Math.sqrt(own + half * half), parts.model(), 1e-9 * parts.model());
    }
  }

  @Test
  void anEnsembleWithoutAPosteriorTellsIgnoranceToo() {
    try (Predictor one = Predictor.open(one("realnvp-mixture"), "one");
        Predictor both = Predictor.open(both("realnvp-mixture"), "both")) {
      assertFalse(one.manifest().tellsIgnorance());
      assertTrue(both.manifest().tellsIgnorance());
      assertFalse(PossibleScores.of(one.manifest()).contains(NoveltyScore.IGNORANCE));
      assertTrue(PossibleScores.of(both.manifest()).contains(NoveltyScore.IGNORANCE));
    }
  }

  @Test
  void aFileHoldsAllMembers() {
    ModelFile both = both("glow-rounded");
    Path saved = folder.resolve("both.diglm");
    try (Predictor before = Predictor.open(both, "both")) {
      ModelFile recorded = before.withAnswers(TwoNetworks.ROWS);
      recorded.save(saved);
      assertEquals(3, recorded.formatVersion());
      try (Predictor after = Predictor.load(saved)) {
        assertEquals(2, after.manifest().networks());
        assertEquals(
            texts(before.predict(TwoNetworks.ROWS)), texts(after.predict(TwoNetworks.ROWS)));
        assertEquals(cells(before.sample(20, 3)), cells(after.sample(20, 3)));
      }
    }
  }

  private static List<Optional<String>> cells(Table table) {
    return table.columns().stream()
        .flatMap(column -> IntStream.range(0, table.rows()).mapToObj(column::text))
        .toList();
  }

  private static List<String> texts(List<Prediction> predictions) {
    return predictions.stream().map(Prediction::toString).toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void aModelOfOneNetworkIsWrittenAsBefore(String name) throws IOException {
    Path saved = folder.resolve("one.diglm");
    ModelFile file = ModelFile.load(TwoNetworks.path(name));
    file.save(saved);
    assertEquals(2, file.formatVersion());
    assertFalse(file.manifest().toJson().contains("\"members\""), "no new field");
    assertEquals(file.manifest().toJson(), ModelFile.load(saved).manifest().toJson());
    assertArrayEquals(weights(TwoNetworks.path(name)), weights(saved));
  }

  private static byte[] weights(Path path) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile());
        InputStream in =
            zip.getInputStream(Objects.requireNonNull(zip.getEntry("weights.safetensors")))) {
      return in.readAllBytes();
    }
  }

  @Test
  void aChangedMemberIsRefused() {
    ModelFile both = both("realnvp-mixture");
    String message = refusal(both, "member.2.head.bias", changed(both, "member.2.head.bias"));
    assertTrue(
        message.startsWith(
            "m.diglm: member 2 does not answer as when it was saved: golden row 0: eta[0] must be"
                + " "),
        message);
  }

  @Test
  void answersCoverAllMembers() {
    ModelFile both = both("highway-gaussian-conjugate");
    try (Predictor predictor = Predictor.open(both, "both")) {
      ModelFile recorded = predictor.withAnswers(TwoNetworks.ROWS);
      String message =
          refusal(
              recorded, "member.2.posterior.root", changed(recorded, "member.2.posterior.root"));
      assertTrue(
          message.startsWith("m.diglm does not answer as when it was saved: golden row 0: answer"),
          message);
    }
  }

  @Test
  void aMissingOrSurplusTensorOfAMemberIsNamed() {
    ModelFile both = both("realnvp-mixture");
    assertEquals(
        "m.diglm cannot be used: member 2: weights must hold head.bias, got none",
        refusal(both, "member.2.head.bias", Optional.empty()));
    TensorData tensor = Objects.requireNonNull(both.weights().get("head.bias"));
    assertEquals(
        "m.diglm cannot be used: weights must belong to the model's parts, got member.3.head.bias",
        refusal(both, "member.3.head.bias", Optional.of(tensor)));
    assertEquals(
        "m.diglm cannot be used: member 2: weights must belong to the model's parts, got other",
        refusal(both, "member.2.other", Optional.of(tensor)));
  }

  private static Optional<TensorData> changed(ModelFile file, String name) {
    TensorData tensor = Objects.requireNonNull(file.weights().get(name));
    double[] values = tensor.doubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = 1.5 * values[i] + 0.25;
    }
    float[] single = new float[values.length];
    IntStream.range(0, single.length).forEach(i -> single[i] = (float) values[i]);
    return Optional.of(
        name.contains("posterior")
            ? TensorData.of(values, tensor.shape())
            : TensorData.of(single, tensor.shape()));
  }

  private static String refusal(ModelFile file, String name, Optional<TensorData> tensor) {
    Map<String, TensorData> weights = new HashMap<>(file.weights());
    weights.remove(name);
    tensor.ifPresent(t -> weights.put(name, t));
    ModelFile edited = new ModelFile(file.manifest(), weights);
    return String.valueOf(
        assertThrows(UnusableFileException.class, () -> Predictor.open(edited, "m.diglm").close())
            .getMessage());
  }

  @Test
  void anEnsembleIsNoGaussianProcess() {
    try (Predictor both = Predictor.open(both("highway-gaussian-conjugate"), "both")) {
      assertEquals(
          "model must have one network to be a Gaussian process, got 2 members",
          assertThrows(IllegalArgumentException.class, () -> ImpliedKernel.of(both)).getMessage());
    }
  }
}

package io.diglm.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.GoldenAnswers;
import io.diglm.model.GoldenRows;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.network.Scorer;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.settings.Changed;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every part of a model on which no golden row depends is told by a sum, whatever its name. */
final class AnswerCheckTest {
  private static final ModelFile RECORDED = recorded();
  private static final float STEEP = 1e6f;

  /** A model of two networks that are alike, with calibrations by weights and by groups. */
  private static ModelFile recorded() {
    ModelFile one = ModelFile.load(TwoNetworks.path("highway-gaussian-conjugate"));
    Map<String, TensorData> weights = new HashMap<>(one.weights());
    for (String name :
        List.of(
            NoveltyTensors.GROUP + "0",
            NoveltyTensors.GROUP + "12",
            NoveltyTensors.GROUP + "of",
            NoveltyTensors.WEIGHTS,
            NoveltyTensors.WEIGHTED_SCORES)) {
      weights.put(name, TensorData.of(new double[] {0.5, 1.25, 3}, 3));
    }
    ModelFile both = TwoNetworks.of(new ModelFile(one.manifest(), weights), one);
    try (Predictor predictor = Predictor.open(both, "both")) {
      return predictor.withAnswers(TwoNetworks.ROWS);
    }
  }

  /** The same model with the last number of a tensor a thousandth larger. */
  private static ModelFile edited(String name) {
    Map<String, TensorData> weights = new HashMap<>(RECORDED.weights());
    TensorData tensor = Objects.requireNonNull(weights.get(name), name);
    double[] numbers = tensor.doubles();
    numbers[numbers.length - 1] += 1e-3 * (1 + Math.abs(numbers[numbers.length - 1]));
    weights.put(name, TensorData.of(numbers, tensor.shape()));
    return new ModelFile(RECORDED.manifest(), weights);
  }

  private static double sum(ModelFile file, String name) {
    double sum = 0;
    for (double number : Objects.requireNonNull(file.weights().get(name)).doubles()) {
      sum += number;
    }
    return sum;
  }

  private static String refusal(ModelFile file) {
    return String.valueOf(
        assertThrows(UnusableFileException.class, () -> Predictor.open(file, "m.diglm").close())
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "posterior.gram",
        "posterior.moment",
        "member.2.posterior.gram",
        "member.2.posterior.moment",
        "novelty.volumes",
        "novelty.calibration.volumes",
        "novelty.conformity.group.0",
        "novelty.conformity.group.12",
        "novelty.conformity.weights",
        "novelty.conformity.weighted"
      })
  void aTensorWithoutAnAnswerIsToldByItsSum(String name) {
    ModelFile edited = edited(name);
    assertEquals(
        "m.diglm does not answer as when it was saved: the sum of %s must be %s, got %s (fit again)"
            .formatted(name, sum(RECORDED, name), sum(edited, name)),
        refusal(edited));
  }

  @Test
  void whatNoAnswerUsesAndNoSumTellsIsOfNoModel() {
    List<String> told =
        RECORDED.manifest().answers().orElseThrow().idle().orElseThrow().stream()
            .map(idle -> idle.tensor())
            .filter(name -> name.startsWith(NoveltyTensors.GROUP))
            .toList();
    assertEquals(List.of(NoveltyTensors.GROUP + "0", NoveltyTensors.GROUP + "12"), told);
  }

  @ParameterizedTest
  @CsvSource({"head.bias, 1", "member.2.head.bias, 2"})
  void aNetworkIsToldByItsGoldenRowsBeforeAnyAnswerIs(String name, int member) {
    String told =
        "m.diglm: member %d does not answer as when it was saved: golden row 0: eta[0] must be"
            .formatted(member);
    String message = refusal(moved(RECORDED, name));
    assertTrue(message.startsWith(told), message);
    String without = refusal(moved(withoutRows(), name));
    assertTrue(without.startsWith(told), without);
  }

  @Test
  void aModelWhoseAnswersAreOfNoRowOpens() {
    try (Predictor predictor = Predictor.open(withoutRows(), "m.diglm")) {
      assertEquals(2, predictor.predict(TwoNetworks.ROWS.slice(0, 2)).size());
    }
  }

  /** The means of the first row are small differences of large numbers, which rounding moves. */
  @Test
  void aRowWhoseAnswerRoundingMovesIsNotRecorded() {
    ModelFile one = ModelFile.load(TwoNetworks.path("realnvp-mixture"));
    ModelFile steep;
    try (Predictor predictor = Predictor.open(one, "one")) {
      steep = steep(one, predictor.score(TwoNetworks.ROWS).members().get(0).latent());
    }
    ModelFile recorded;
    try (Predictor predictor = Predictor.open(steep, "steep")) {
      recorded = predictor.withAnswers(TwoNetworks.ROWS);
    }
    Predictor.open(recorded, "recorded").close();
    int rows = recorded.manifest().answers().orElseThrow().logDensity().length;
    assertTrue(rows > 0, "the others are recorded");
  }

  /** Returns a model whose means are perpendicular to the features z of its first row. */
  private static ModelFile steep(ModelFile file, float... z) {
    Manifest manifest = file.manifest();
    HeadConfig head = manifest.head();
    TensorData tensor = Objects.requireNonNull(file.weights().get("head.weight"));
    float[] weight = tensor.floats();
    int width = (int) tensor.shape()[1];
    for (int mean = head.count(); mean < 2 * head.count(); mean++) {
      Arrays.fill(weight, mean * width, (mean + 1) * width, 0);
      weight[mean * width] = STEEP * z[1];
      weight[mean * width + 1] = -STEEP * z[0];
    }
    Map<String, TensorData> weights = new HashMap<>(file.weights());
    weights.put("head.weight", TensorData.of(weight, tensor.shape()));
    try (Scorer scorer =
        Networks.scorer(manifest.flow(), head, manifest.schema(), Networks.tensors(weights))) {
      float[][] encoded = manifest.golden().encoded();
      GoldenRows golden = GoldenCheck.steady(scorer, encoded, head.predictors(), encoded.length);
      Map<String, Object> changes = Map.of("golden", golden, "answers", Optional.empty());
      return new ModelFile(Changed.of(manifest, changes), weights);
    }
  }

  /** Answers to no row at all, which a file may hold, check no network. */
  private static ModelFile withoutRows() {
    GoldenAnswers answers = RECORDED.manifest().answers().orElseThrow();
    List<GoldenAnswers.Novelty> novelty =
        answers.novelty().stream()
            .map(of -> new GoldenAnswers.Novelty(of.score(), new double[0], of.calibration()))
            .toList();
    GoldenAnswers none =
        new GoldenAnswers(
            GoldenAnswers.columns(TwoNetworks.ROWS.slice(0, 0)),
            new double[0],
            new double[0][],
            novelty,
            answers.marginal(),
            answers.references(),
            Optional.empty(),
            answers.idle(),
            answers.spans());
    return new ModelFile(RECORDED.manifest().withAnswers(none), RECORDED.weights());
  }

  private static ModelFile moved(ModelFile file, String name) {
    Map<String, TensorData> weights = new HashMap<>(file.weights());
    TensorData tensor = Objects.requireNonNull(weights.get(name), name);
    float[] numbers = tensor.floats();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += 0.5f;
    }
    weights.put(name, TensorData.of(numbers, tensor.shape()));
    return new ModelFile(file.manifest(), weights);
  }

  @Test
  void aTensorMoreOrLessIsTold() {
    Map<String, TensorData> fewer = new HashMap<>(RECORDED.weights());
    fewer.remove("novelty.conformity.group.12");
    int count = RECORDED.manifest().answers().orElseThrow().idle().orElseThrow().size();
    assertEquals(
        "m.diglm does not answer as when it was saved: tensors must be %d, got %d (fit again)"
            .formatted(count, count - 1),
        refusal(new ModelFile(RECORDED.manifest(), fewer)));
  }

  @Test
  void aCalibrationIsToldWithItsRow() {
    String name = NoveltyTensors.CALIBRATION + "density";
    double[] kept = Objects.requireNonNull(RECORDED.weights().get(name)).doubles();
    double[] moved = Arrays.stream(kept).map(k -> k + 1).toArray();
    Map<String, TensorData> weights = new HashMap<>(RECORDED.weights());
    weights.put(name, TensorData.of(moved, moved.length));
    assertEquals(
        "m.diglm does not answer as when it was saved: golden row 0: novelty by density, its"
            + " calibration, must be %s, got %s (fit again)".formatted(kept[0], moved[0]),
        refusal(new ModelFile(RECORDED.manifest(), weights)));
  }
}

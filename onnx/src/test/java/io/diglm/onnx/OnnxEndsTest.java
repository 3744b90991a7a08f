package io.diglm.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.diglm.distribution.Distribution;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.ModelFile;
import io.diglm.onnx.OnnxParityTest.Case;
import io.diglm.onnx.OnnxParityTest.Setting;
import io.diglm.onnx.SomeRows.Target;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Prediction;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ends of intervals that a graph gives, and the labels of sets. */
final class OnnxEndsTest {
  private static FitResult numbers;
  private static FitResult classes;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void fit() {
    numbers = OnnxTest.fitted(Target.NUMBER);
    classes = OnnxTest.fitted(Target.THREE);
  }

  @AfterAll
  static void close() {
    numbers.close();
    classes.close();
  }

  @Test
  void aCoverageByGroupsIsRefused() {
    Table labelled = SomeRows.ordinary(Target.NUMBER, 600, 11);
    ModelFile grouped = new IntervalLearning(numbers.predictor(), labelled).by("loud");
    try (Predictor predictor = Predictor.open(grouped, "the model")) {
      assertEquals(
          "coverage must be calibrated by all rows to be written as ONNX, got groups of 'loud' (use"
              + " --interval, or diglm recalibrate)",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Onnx.write(predictor, Ends.coverage(0.8), folder.resolve("m.onnx")))
              .getMessage());
    }
  }

  private static FitResult counted(Setting setting) {
    Case counts = new Case("counts", Target.COUNT, setting);
    return Fit.of(OnnxParityTest.config(counts)).run(SomeRows.ordinary(Target.COUNT, 300, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "NEGATIVE_BINOMIAL, NONE, 2",
    "ZERO_INFLATED_POISSON, ELBO, 1",
    "ZERO_INFLATED_POISSON, NONE, 1",
  })
  void endsOfCountsAreThoseOfTheModel(FamilyName family, Bayes bayes, int members)
      throws IOException, OrtException {
    Setting setting =
        b ->
            b.head(h -> h.family(family).bayes(bayes)).optimiser(o -> o.epochs(1).members(members));
    try (FitResult fit = counted(setting)) {
      assertEquals(List.of(), Onnx.write(fit.predictor(), folder.resolve("m.onnx")));
      for (double share : new double[] {0.01, 0.5, 0.999}) {
        assertEquals(0, differentEnds(fit.predictor(), share), "of the share " + share);
      }
    }
  }

  /** How many of 200 rows have another end. */
  private long differentEnds(Predictor predictor, double share) throws IOException, OrtException {
    Path file = folder.resolve("m.onnx");
    Onnx.write(predictor, Ends.interval(share), file);
    Table rows = SomeRows.ordinary(Target.COUNT, 200, 8);
    Map<String, Object> got;
    try (GraphSession runtime = new GraphSession(file)) {
      got = runtime.run(predictor.manifest().schema(), rows);
    }
    double[][] lower = (double[][]) Objects.requireNonNull(got.get("lower"));
    double[][] upper = (double[][]) Objects.requireNonNull(got.get("upper"));
    List<Prediction> answers = predictor.predict(rows);
    long different = 0;
    for (int row = 0; row < lower.length; row++) {
      Distribution known = ((Prediction.Answer) answers.get(row)).answer();
      boolean same =
          lower[row][0] == known.quantile((1 - share) / 2)
              && upper[row][0] == known.quantile((1 + share) / 2);
      different += same ? 0 : 1;
    }
    return different;
  }

  @Test
  void countsOverAnExposureHaveEndsThoughTheirMeanHasNoBound() throws IOException {
    Path kept = Path.of("..", "python/tests/models/exposure-poisson.diglm");
    try (Predictor predictor = Predictor.load(kept)) {
      assertEquals(List.of(), Onnx.write(predictor, folder.resolve("m.onnx")));
    }
  }

  @Test
  void calibratedIntervalsAreOurs() throws IOException, OrtException {
    Parity parity =
        Parity.of(
            numbers.predictor(), Ends.coverage(0.8), SomeRows.ordinary(Target.NUMBER, 200, 5));
    assertEquals(List.of(), parity.wrong());
    assertTrue(parity.largest().containsKey("lower"));
  }

  @Test
  void calibratedSetsOfLabelsAreOurs() throws IOException, OrtException {
    Path file = folder.resolve("m.onnx");
    Onnx.write(classes.predictor(), Ends.coverage(0.8), file);
    Table rows = SomeRows.ordinary(Target.THREE, 200, 6);
    try (GraphSession runtime = new GraphSession(file)) {
      Predictor predictor = classes.predictor();
      boolean[][] sets =
          (boolean[][])
              Objects.requireNonNull(
                  runtime.run(predictor.manifest().schema(), rows).get("label_set"));
      Table expected =
          new Table(
              "expected",
              PredictionColumns.coverage(predictor.manifest(), predictor.conformity(), 0.8)
                  .of(predictor.predict(rows)),
              rows.rows());
      Cells.Texts labels = (Cells.Texts) expected.column("labels").cells();
      List<String> names = predictor.manifest().schema().classes();
      for (int row = 0; row < rows.rows(); row++) {
        int code = labels.codes()[row];
        List<String> held = code < 0 ? List.of() : List.of(labels.levels().get(code).split("\\|"));
        for (int k = 0; k < names.size(); k++) {
          assertEquals(held.contains(names.get(k)), sets[row][k], "row " + row);
        }
      }
    }
  }

  @Test
  void aShareMustBeOne() {
    assertEquals(
        "interval must be between 0 and 1, got 90.0 (90 % is 0.9)",
        assertThrows(IllegalArgumentException.class, () -> Ends.interval(90)).getMessage());
    assertEquals(
        "coverage must be between 0 and 1, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> Ends.coverage(0)).getMessage());
  }

  @Test
  void aCoverageMustHaveRowsEnough() {
    assertEquals(
        "coverage of 0.999 must be calibrated by at least 999 rows, got 135",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Onnx.write(numbers.predictor(), Ends.coverage(0.999), folder.resolve("m.onnx")))
            .getMessage());
  }
}

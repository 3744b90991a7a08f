package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.config.DataSettings;
import io.diglm.config.DensitySettings;
import io.diglm.config.OptimiserSettings;
import io.diglm.distribution.ClassDistribution;
import io.diglm.json.Json;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.ModelFile;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Measures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FitTest {
  private static final Table TABLE = Tables.regression(1500, 3);

  @Test
  void theFlowLearnsTheDensity() {
    FitConfig config =
        Tables.quick("y")
            .optimiser(o -> o.epochs(20))
            .density(d -> d.weight(10).kind(DensitySettings.Kind.FLOW));
    try (FitResult result = Fit.of(config).run(Tables.dependent(1500, 4))) {
      List<EpochRecord> history = result.history();
      double last = history.get(history.size() - 1).validationLogDensity();
      // The truth has -1.63 nats on average, independent columns would have -2.88.
      assertTrue(last > -2.1, "log p(x) ends at " + last);
      assertTrue(last < -1.3, "log p(x) ends at " + last);
    }
  }

  @Test
  void learnsTheTarget() {
    try (FitResult result =
        Fit.of(
                Tables.quick("y")
                    .optimiser(o -> o.epochs(40))
                    .head(h -> h.family(FamilyName.GAUSSIAN)))
            .run(TABLE)) {
      Evaluation test = result.testEvaluation().orElseThrow();
      Measures.OfNumbers measures = assertInstanceOf(Measures.OfNumbers.class, test.measures());
      // The noise alone has a root mean square of 0.41 and y one of 2.7.
      assertTrue(measures.rmse() < 0.8, measures.toString());
    }
  }

  @Test
  void anEpochIsChosenByTheTargetAloneWhereAnotherDensityIsReported() {
    FitConfig quick = Tables.quick("y").optimiser(o -> o.epochs(2));
    try (FitResult cells = Fit.of(quick).run(TABLE);
        FitResult flow = Fit.of(quick.density(d -> d.kind(DensitySettings.Kind.FLOW))).run(TABLE)) {
      EpochRecord ofCells = cells.history().get(1);
      assertEquals(ofCells.validationNll(), ofCells.validationLoss(), 1e-12);
      EpochRecord ofFlow = flow.history().get(1);
      assertNotEquals(ofFlow.validationNll(), ofFlow.validationLoss(), 1e-3);
    }
  }

  @Test
  void whatABriefTrainingDoesNotExhaustTrainsForLonger() {
    FitConfig config = Tables.quick("y").optimiser(o -> OptimiserSettings.DEFAULTS);
    try (FitResult result = Fit.of(config).run(Tables.regression(400, 4))) {
      Schedule whole = Schedule.plan(config, Bayes.NONE, result.train().length);
      assertEquals(whole.epochs(), result.history().size());
    }
  }

  @Test
  void aTrainingHasTurnedWhereItsBestEpochIsWellBeforeTheEnd() {
    assertTrue(trained(3, 2, 1, 2).turned(0.75));
    assertFalse(trained(4, 3, 2, 1).turned(0.75));
    assertFalse(trained(1).turned(0.75));
    assertFalse(trained(4, 3, 1.5, 1, 1.1).turned(0.75));
    assertFalse(trained(3, 1, 2, 2).turned(0.45));
  }

  private static Trained trained(double... losses) {
    List<EpochRecord> history =
        IntStream.range(0, losses.length)
            .mapToObj(
                i -> new EpochRecord(i + 1, i + 1, 0.001, 0, 0, 0, losses[i], losses[i], 0, 0, 1))
            .toList();
    return new Trained(1, FlowConfig.ofRows(), Map.of(), history, false, false);
  }

  @Test
  void saysWhatARowFarFromTheDataIs() {
    try (FitResult result = Fit.of(Tables.quick("y")).run(TABLE)) {
      Prediction near = result.predictor().predict(Map.of("a", 0.1, "b", 3.1, "level", "one"));
      Prediction far = result.predictor().predict(Map.of("a", 40, "b", 3.1, "level", "one"));
      assertEquals(false, assertInstanceOf(Prediction.Answer.class, near).rejected());
      Prediction.Answer answer = assertInstanceOf(Prediction.Answer.class, far);
      assertTrue(answer.rejected());
      assertEquals(result.model().manifest().marginal(), answer.answer());
      assertNotEquals(answer.own(), answer.answer());
    }
  }

  @Test
  void namesTheLevelsOfARowThatTrainingLacked() {
    try (FitResult result = Fit.of(Tables.quick("y")).run(TABLE)) {
      Prediction known = result.predictor().predict(Map.of("a", 0.1, "b", 3.1, "level", "one"));
      assertEquals(List.of(), assertInstanceOf(Prediction.Answer.class, known).notes());
      Prediction other = result.predictor().predict(Map.of("a", 0.1, "b", 3.1, "level", "oen"));
      assertEquals(
          List.of("column 'level' is 'oen', which no training row had"),
          assertInstanceOf(Prediction.Answer.class, other).notes());
    }
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    ModelFile one = fit(Tables.quick("y"));
    assertEquals(one.weights(), fit(Tables.quick("y")).weights());
    assertNotEquals(one.weights(), fit(Tables.quick("y").run(r -> r.seed(12))).weights());
  }

  @Test
  void savedAndLoadedItPredictsBitByBitTheSame(@TempDir Path folder) {
    Path path = folder.resolve("model.diglm");
    for (FlowConfig.Norm norm : FlowConfig.Norm.values()) {
      try (FitResult result = Fit.of(withNorm(norm)).run(TABLE)) {
        result.model().save(path);
        try (Predictor loaded = Predictor.load(path)) {
          var before = result.predictor().score(TABLE);
          var after = loaded.score(TABLE);
          assertArrayEquals(before.eta(), after.eta());
          assertArrayEquals(before.logDensity(), after.logDensity());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FlowConfig.Architecture.class)
  void everyBuilderTrains(FlowConfig.Architecture architecture) {
    FlowConfig flow = Tables.quick("y").flow().architecture(architecture);
    try (FitResult result = Fit.of(Tables.quick("y").flow(flow)).run(TABLE)) {
      List<EpochRecord> history = result.history();
      assertTrue(
          history.get(history.size() - 1).validationLoss() < history.get(0).validationLoss());
      Table drawn = result.predictor().sample(50, 1);
      assertEquals(50, drawn.rows());
      assertEquals(
          List.of("a", "b", "level", "y"), drawn.columns().stream().map(c -> c.name()).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FamilyName.class,
      names = {"GAUSSIAN", "STUDENT_T", "MIXTURE"})
  void everyFamilyOfNumbersTrainsWithBothDispersions(FamilyName family) {
    for (Dispersion dispersion : Dispersion.values()) {
      ModelFile model = fit(Tables.quick("y").head(h -> h.family(family).dispersion(dispersion)));
      assertEquals(family, model.manifest().head().family());
      assertTrue(Json.at(model.manifest().metrics(), "/test/nll").getAsDouble() < 3);
    }
  }

  @Test
  void sharesAndCountsWithStructuralZerosTrainAndSayTheirShare(@TempDir Path folder) {
    SplittableRandom random = new SplittableRandom(12);
    double[] x = random.doubles(800).map(u -> 4 * u - 2).toArray();
    double[] share = Arrays.stream(x).map(v -> 1 / (1 + Math.exp(-v))).toArray();
    Arrays.setAll(share, i -> Math.min(0.999, share[i] * (0.8 + 0.2 * random.nextDouble())));
    double[] count = new double[800];
    // Half of the zeros are structural; the other counts are from 1 to 8.
    Arrays.setAll(count, i -> random.nextInt(2) == 0 ? 0 : 1 + random.nextInt(8));
    Table table =
        new Table(
            "simulated",
            List.of(
                Tables.numbers("x", x),
                Tables.numbers("share", share),
                Tables.numbers("count", count)),
            800);
    FitConfig config =
        Tables.quick("share").optimiser(o -> o.epochs(60).batchSize(32).learningRate(0.01));
    try (FitResult result =
        Fit.of(config.data(d -> d.features("x")).head(h -> h.family(FamilyName.BETA))).run(table)) {
      Prediction.Answer high = (Prediction.Answer) result.predictor().predict(Map.of("x", 1.5));
      Prediction.Answer low = (Prediction.Answer) result.predictor().predict(Map.of("x", -1.5));
      assertEquals(0.9 / (1 + Math.exp(-1.5)), high.own().mean(), 0.08);
      assertEquals(0.9 / (1 + Math.exp(1.5)), low.own().mean(), 0.08);
      assertTrue(high.own().quantile(0.999) < 1 && low.own().quantile(0.001) > 0);
    }
    FitConfig counts =
        Tables.quick("count").optimiser(o -> o.epochs(60).batchSize(32).learningRate(0.01));
    Path file = folder.resolve("counts.diglm");
    try (FitResult result =
        Fit.of(
                counts
                    .data(d -> d.features("x"))
                    .head(h -> h.family(FamilyName.ZERO_INFLATED_POISSON)))
            .run(table)) {
      result.model().save(file);
    }
    try (Predictor model = Predictor.load(file)) {
      Prediction.Answer answer = (Prediction.Answer) model.predict(Map.of("x", 0.5));
      assertEquals(2.25, answer.own().mean(), 0.5);
      assertEquals(0.5, answer.own().cdf(0), 0.1, "P(0), 0.1 for a Poisson of that mean");
    }
  }

  @Test
  void aFamilyThatCannotFitTheTargetIsRefusedBeforeAnythingIsLearned() {
    List<String> stages = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void stage(String what) {
            stages.add(what);
          }
        };
    Fit fit =
        Fit.of(Tables.quick("y").head(h -> h.family(FamilyName.CATEGORICAL))).listener(listener);
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> fit.run(TABLE)).getMessage());
    assertTrue(message.startsWith("family must fit target 'y' "), message);
    assertEquals(List.of("reading columns"), stages);
  }

  @Test
  void aWholeNumberedTargetIsSampledInWholeNumbers() {
    double[] y = ((Cells.Numbers) TABLE.column("y").cells()).values().clone();
    Arrays.setAll(y, row -> Math.rint(20 * y[row]));
    List<TableColumn> columns = new ArrayList<>(TABLE.columns().subList(0, 3));
    columns.add(new TableColumn("y", StorageType.INTEGER, new Cells.Numbers(y)));
    FitConfig config =
        Tables.quick("y").head(h -> h.family(FamilyName.GAUSSIAN)).optimiser(o -> o.epochs(1));
    try (FitResult result = Fit.of(config).run(new Table("whole", columns, TABLE.rows()))) {
      TableColumn drawn = result.predictor().sample(100, 2).column("y");
      double[] values = ((Cells.Numbers) drawn.cells()).values();
      assertTrue(Arrays.stream(values).allMatch(v -> v == Math.rint(v)), Arrays.toString(values));
    }
  }

  @Test
  void classesAreLearned() {
    try (FitResult result =
        Fit.of(Tables.quick("kind").optimiser(o -> o.epochs(30))).run(Tables.classes(1500, 5))) {
      assertEquals(FamilyName.CATEGORICAL, result.model().manifest().head().family());
      Measures measures = result.testEvaluation().orElseThrow().measures();
      assertTrue(assertInstanceOf(Measures.OfClasses.class, measures).error() < 0.2, "" + measures);
      Prediction.Answer answer =
          (Prediction.Answer) result.predictor().predict(Map.of("a", 0, "b", 7, "level", "zero"));
      ClassDistribution own = assertInstanceOf(ClassDistribution.class, answer.own());
      assertEquals("low", result.model().manifest().schema().classes().get(own.mode()));
    }
  }

  @Test
  void rowsWithoutATargetTrainTheDensityOnly() {
    ModelFile model = fit(Tables.quick("y"), Tables.withoutTarget(TABLE, 3));
    var rows = model.manifest().provenance().data().rows();
    assertEquals(1214, rows.train());
    assertTrue(rows.unlabelled() > 300 && rows.unlabelled() < 500, rows.toString());
  }

  @Test
  void theLastRowsTestUnderATimeSplit() {
    FitConfig config =
        Tables.quick("y")
            .data(d -> d.split(DataSettings.Split.TIME).test(100))
            .optimiser(o -> o.epochs(1));
    try (FitResult result = Fit.of(config).run(TABLE)) {
      assertArrayEquals(IntStream.range(1400, 1500).toArray(), result.test());
      assertTrue(Arrays.stream(result.validation()).allMatch(row -> row % 10 == 0));
      assertEquals(140, result.validation().length);
    }
  }

  @Test
  void scalingTheLatentVarianceIsTheOtherWayToWeigh() {
    ModelFile model = fit(Tables.quick("y").density(d -> d.weight(0.5).scaleLatent(true)));
    assertEquals(6.0, model.manifest().flow().latentVariance());
    assertEquals(1, fit(Tables.quick("y")).manifest().flow().latentVariance());
  }

  @Test
  void withoutDensityWeightTheModelIsPurelyDiscriminative() {
    FitConfig config = Tables.quick("y").density(d -> d.weight(0));
    try (FitResult result = Fit.of(config).run(TABLE)) {
      EpochRecord last = result.history().get(result.history().size() - 1);
      assertEquals(last.validationNll(), last.validationLoss(), 1e-9);
    }
  }

  @Test
  void aStopKeepsTheBestModelSoFar() {
    FitListener stopAfterTwo =
        new FitListener() {
          private int epochs;

          @Override
          public void epoch(EpochRecord record) {
            epochs = record.epoch();
          }

          @Override
          public boolean stopRequested() {
            return epochs >= 2;
          }
        };
    FitConfig config =
        Tables.quick("y").head(h -> h.family(FamilyName.GAUSSIAN)).optimiser(o -> o.epochs(1000));
    try (FitResult result = Fit.of(config).listener(stopAfterTwo).run(TABLE)) {
      assertTrue(result.stopped());
      assertTrue(result.history().size() <= 3);
    }
  }

  @Test
  void theTimeLimitBendsTheScheduleToItsEnd() {
    FitConfig config =
        Tables.quick("y")
            .head(h -> h.family(FamilyName.GAUSSIAN))
            .optimiser(o -> o.epochs(100_000).patience(100_000))
            .run(r -> r.timeLimit(Duration.ofSeconds(2)));
    try (FitResult result = Fit.of(config).run(TABLE)) {
      assertTrue(result.stopped());
      double last = result.history().get(result.history().size() - 1).learningRate();
      assertTrue(last < 0.05 * config.optimiser().learningRate(), "last rate " + last);
    }
  }

  private static FitConfig withNorm(FlowConfig.Norm norm) {
    return Tables.quick("y")
        .head(h -> h.family(FamilyName.GAUSSIAN))
        .optimiser(o -> o.epochs(2))
        .flow(f -> f.norm(norm));
  }

  private static ModelFile fit(FitConfig config) {
    return fit(config, TABLE);
  }

  private static ModelFile fit(FitConfig config, Table table) {
    try (FitResult result = Fit.of(config).run(table)) {
      return result.model();
    }
  }

  @Test
  void aFlowOfImagesIsNotOfRows() {
    FitConfig config = FitConfig.ofImages("y", new ImageShape(1, 4, 4)).images(i -> i.shift(0));
    assertEquals(
        "levels must be 0 for rows that are not images, got 2",
        assertThrows(
                IllegalArgumentException.class, () -> Fit.of(config).run(Tables.regression(60, 1)))
            .getMessage());
  }

  @Test
  void imagesAskForTheirArtifact() {
    ImageShape shape = new ImageShape(1, 4, 4);
    byte[] pixels = new byte[60 * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37 % 251);
    }
    double[] y = IntStream.range(0, 60).mapToDouble(i -> i % 7).toArray();
    Table table =
        new Table(
            "images", List.of(Tables.numbers("y", y)), 60, Optional.of(new Images(shape, pixels)));
    FitConfig config = FitConfig.ofImages("y", shape).optimiser(o -> o.epochs(1));
    assertEquals(
        "the class path must hold io.diglm:diglm-images for models of images, got none",
        assertThrows(IllegalStateException.class, () -> Fit.of(config).run(table)).getMessage());
  }
}

package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.config.ImageSettings;
import io.diglm.distribution.ClassDistribution;
import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.ModelFile;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Measures;
import io.diglm.selective.NoveltyScore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class ImageFitTest {
  private static final ImageShape GREY = new ImageShape(1, 4, 4);
  private static final ImageShape COLOUR = new ImageShape(3, 8, 8);
  private static final Table TABLE = ImageTables.halves(GREY, 400, 1);

  @Test
  void learnsClassesAndDensity() {
    for (Architecture architecture : List.of(Architecture.GLOW, Architecture.REALNVP)) {
      FitConfig config =
          ImageTables.quick(GREY, architecture)
              .optimiser(o -> o.epochs(30))
              .density(d -> d.weight(1));
      try (FitResult result = Fit.of(config).run(TABLE)) {
        Evaluation test = result.testEvaluation().orElseThrow();
        Measures.OfClasses measures = assertInstanceOf(Measures.OfClasses.class, test.measures());
        assertTrue(measures.error() < 0.05, architecture + " " + measures);
        // 16 (log 25 + 1.42) + log 2 = 74.9 nats an image, were the pixels not cut off.
        double nats = -test.logDensity().mean();
        assertTrue(nats > 72 && nats < 80, architecture + " " + nats + " nats an image");
      }
    }
  }

  @Test
  void imagesUnlikeAllOthersAreLessDense() {
    byte[] pixels = new byte[2 * GREY.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 2 == 0 ? 0 : 255);
    }
    Table strange = ImageTables.table(new Images(GREY, pixels), 0, 1);
    FitConfig config = ImageTables.quick(GREY, Architecture.GLOW);
    try (FitResult result = Fit.of(config).run(TABLE)) {
      assertEquals(2, result.predictor().evaluate(strange).rejected());
    }
  }

  @Test
  void savedAndLoadedItPredictsBitByBitTheSame(@TempDir Path folder) {
    Path path = folder.resolve("model.diglm");
    Table table = ImageTables.halves(COLOUR, 120, 2);
    for (FlowConfig.Norm norm : FlowConfig.Norm.values()) {
      FitConfig builder = ImageTables.quick(COLOUR, Architecture.GLOW).optimiser(o -> o.epochs(2));
      FlowConfig d = builder.flow();
      FlowConfig flow = d.norm(norm);
      try (FitResult result = Fit.of(builder.flow(flow)).run(table)) {
        result.model().save(path);
        try (Predictor loaded = Predictor.load(path)) {
          var before = result.predictor().score(table);
          var after = loaded.score(table);
          assertArrayEquals(before.eta(), after.eta());
          assertArrayEquals(before.logDensity(), after.logDensity());
          assertEquals(COLOUR, loaded.manifest().schema().image().orElseThrow());
        }
      }
    }
  }

  @Test
  void samplesAreLabelledImages() {
    FitConfig config =
        ImageTables.quick(GREY, Architecture.GLOW)
            .optimiser(o -> o.epochs(20))
            .density(d -> d.weight(1));
    try (FitResult result = Fit.of(config).run(TABLE)) {
      Table drawn = result.predictor().sample(400, 3);
      assertEquals(GREY, drawn.images().orElseThrow().shape());
      Evaluation evaluation = result.predictor().evaluate(drawn);
      // Labels drawn from p(y|x) are predicted as well as p(y|x) says: better than by a guess.
      assertTrue(evaluation.measures().nll() < Math.log(2), evaluation.toString());
      assertTrue(evaluation.logDensity().mean() > -90, evaluation.toString());
    }
  }

  @Test
  void typicalSamplesComeClassByClassFromWhereTheTrainingImagesAre() {
    FitConfig config =
        ImageTables.quick(GREY, Architecture.GLOW)
            .optimiser(o -> o.epochs(20))
            .density(d -> d.weight(0.1));
    try (FitResult result = Fit.of(config).run(TABLE)) {
      int half = 100;
      Table drawn = result.predictor().sampleTypical(2 * half, 3);
      List<Prediction> answers = result.predictor().predict(drawn);
      int wrong = 0;
      for (int i = 0; i < 2 * half; i++) {
        Prediction.Answer answer = (Prediction.Answer) answers.get(i);
        wrong += ((ClassDistribution) answer.own()).mode() == i / half ? 0 : 1;
      }
      assertTrue(wrong < 10, wrong + " of 200 were of the other class");
      assertTrue(novelty(result, drawn) < novelty(result, result.predictor().sample(2 * half, 3)));
    }
  }

  private static double novelty(FitResult result, Table table) {
    double[] novelty = result.predictor().novelty(table).get(NoveltyScore.CLASSES);
    return Arrays.stream(novelty).average().orElseThrow();
  }

  @Test
  void goesOnFromACheckpointAsIfNothingHadHappened(@TempDir Path folder) {
    FitConfig config = ImageTables.quick(GREY, Architecture.GLOW).images(i -> i.shift(1));
    Path file = folder.resolve("checkpoint");
    FitListener killer =
        new FitListener() {
          @Override
          public void epoch(EpochRecord record) {
            if (record.epoch() == 4) {
              throw new CancellationException("as if killed");
            }
          }
        };
    assertThrows(
        CancellationException.class,
        () ->
            Fit.of(config)
                .checkpoint(file, false)
                .checkpointInterval(Duration.ZERO)
                .listener(killer)
                .run(TABLE));
    try (FitResult whole = Fit.of(config).run(TABLE);
        FitResult resumed = Fit.of(config).checkpoint(file, true).run(TABLE)) {
      assertEquals(whole.model().weights(), resumed.model().weights());
    }
  }

  @Test
  void theSameSeedGivesTheSameWeightsInEveryPrecisionAndMemory() {
    for (Precision precision : Precision.values()) {
      for (ImageSettings.Memory memory : ImageSettings.Memory.values()) {
        FitConfig config =
            ImageTables.quick(GREY, Architecture.GLOW)
                .images(i -> i.precision(precision).memory(memory))
                .optimiser(o -> o.epochs(2));
        assertEquals(fit(config, TABLE).weights(), fit(config, TABLE).weights());
      }
    }
  }

  @Test
  void anotherFoldOfPixelsIsAnotherFit() {
    Table other = ImageTables.halves(GREY, 400, 2);
    Table same = ImageTables.halves(GREY, 400, 1);
    assertEquals(Fingerprint.of(TABLE), Fingerprint.of(same));
    assertNotEquals(Fingerprint.of(TABLE), Fingerprint.of(other));
  }

  @Test
  void smallAndOddImagesTrainWithoutSqueeze() {
    for (ImageShape shape :
        List.of(new ImageShape(1, 1, 1), new ImageShape(3, 1, 1), new ImageShape(1, 5, 3))) {
      for (Architecture architecture : List.of(Architecture.GLOW, Architecture.REALNVP)) {
        FitConfig config = ImageTables.quick(shape, architecture).optimiser(o -> o.epochs(2));
        fit(config, ImageTables.halves(shape, 100, 4));
      }
    }
  }

  @Test
  void imagesWithoutALabelTrainTheDensity() {
    int[] codes = new int[200];
    Arrays.setAll(codes, i -> i % 4 == 0 ? -1 : i % 2);
    Images images = ImageTables.halves(GREY, 200, 6).images().orElseThrow();
    ModelFile file =
        fit(
            ImageTables.quick(GREY, Architecture.GLOW).optimiser(o -> o.epochs(1)),
            ImageTables.table(images, codes));
    assertTrue(file.manifest().provenance().data().rows().unlabelled() > 20);
  }

  @Test
  void lambdaFallsGeometricallyOverFourFifths() {
    FitConfig config = FitConfig.ofImages("label", GREY).density(d -> d.weight(0.01));
    assertEquals(1.0 / 16, config.density().lambda(16, 0), 1e-12);
    assertEquals(0.1 / 16, config.density().lambda(16, 0.4), 1e-12);
    assertEquals(0.01 / 16, config.density().lambda(16, 0.8), 1e-12);
    assertEquals(0.01 / 16, config.density().lambda(16, 1), 1e-12);
  }

  @Test
  void saysWhatDoesNotSuitImages() {
    ImageShape odd = new ImageShape(1, 6, 6);
    Table table = ImageTables.halves(odd, 50, 1);
    FitConfig builder = ImageTables.quick(odd, Architecture.GLOW);
    FlowConfig flow = builder.flow();
    assertMessage(
        "levels must be at most 1 for images of 1 x 6 x 6, whose sides must halve so often, got 2",
        () -> Fit.of(builder.flow(flow.forImages(2, 1))).run(table));
    for (Architecture architecture : List.of(Architecture.PLANAR, Architecture.SPLINE)) {
      assertMessage(
          "flow must be realnvp or glow for images, got "
              + architecture.name().toLowerCase(Locale.ROOT),
          () -> Fit.of(ImageTables.quick(odd, architecture)).run(table));
    }
    assertMessage(
        "frequencies must be 0 for images, got 16", () -> Fit.of(FitConfig.of("label")).run(table));
    assertMessage(
        "features must be none where rows are images, got label2",
        () -> Fit.of(FitConfig.of("label").data(d -> d.features("label2"))).run(table));
    Images same = table.images().orElseThrow();
    assertMessage(
        "target 'label' must have two classes or more, got only 'left' in the training rows of halves",
        () -> fit(builder.flow(flow), ImageTables.table(same, new int[50])));
  }

  private static void assertMessage(String message, Executable act) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, act).getMessage());
  }

  private static ModelFile fit(FitConfig config, Table table) {
    try (FitResult result = Fit.of(config).run(table)) {
      return result.model();
    }
  }
}

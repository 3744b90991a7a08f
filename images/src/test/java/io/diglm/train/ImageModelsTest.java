package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Unknown;
import io.diglm.model.FlowConfig;
import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Novelty and density of images. */
final class ImageModelsTest {
  @Test
  void everyScoreOfImagesHoldsItsFalseAlarmsAndTextureSeesStripes() {
    ImageShape shape = new ImageShape(3, 8, 8);
    Table fresh = ImageTables.halves(shape, 2000, 9);
    byte[] stripes = new byte[shape.size()];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = (byte) (i % 2 == 0 ? 90 : 160);
    }
    Table striped = ImageTables.table(new Images(shape, stripes), 0);
    FitConfig config =
        ImageTables.quick(shape, FlowConfig.Architecture.GLOW).optimiser(o -> o.epochs(3));
    try (FitResult result = Fit.of(config).run(ImageTables.halves(shape, 1500, 1))) {
      Predictor predictor = result.predictor();
      int calibrated = predictor.manifest().thresholds().calibrated();
      assertEquals(NoveltyScore.COMBINED, predictor.manifest().thresholds().novelty());
      Map<NoveltyScore, double[]> scores = predictor.novelty(fresh);
      assertEquals(
          EnumSet.complementOf(
              EnumSet.of(
                  NoveltyScore.NEIGHBOURS,
                  NoveltyScore.OUTLYING,
                  NoveltyScore.IGNORANCE,
                  NoveltyScore.CELLS)),
          scores.keySet());
      Map<NoveltyScore, double[]> odd = predictor.novelty(striped);
      for (NoveltyScore score : List.of(NoveltyScore.TEXTURE, NoveltyScore.COMBINED)) {
        double most = Arrays.stream(scores.getOrDefault(score, new double[0])).max().orElseThrow();
        double found = odd.getOrDefault(score, new double[1])[0];
        assertTrue(found > most, score + ": " + found + " against " + most);
      }
      double alpha = 0.1;
      for (NoveltyScore score : scores.keySet()) {
        Thresholds thresholds =
            predictor
                .manifest()
                .thresholds()
                .withNovelty(score)
                .withRejection(new RejectionRule.FalseAlarms(alpha));
        ModelFile ruled =
            new ModelFile(
                predictor.manifest().withThresholds(thresholds), result.model().weights());
        try (Predictor other = Predictor.open(ruled, "the model")) {
          double rate =
              other.predict(fresh).stream().filter(p -> ((Prediction.Answer) p).rejected()).count()
                  / 2000.0;
          double sd = Math.sqrt(alpha * (1 - alpha) * (1 / 2000.0 + 1.0 / calibrated));
          assertEquals(alpha, rate, 3.3 * sd, score.name());
        }
      }
    }
  }

  @Test
  void imagesNeedNoTarget() {
    ImageShape shape = new ImageShape(1, 8, 8);
    Table images = ImageTables.halves(shape, 60, 1);
    FitConfig config =
        FitConfig.ofDensity()
            .forImages(shape)
            .flow(FlowConfig.ofImages(shape).hidden(4))
            .optimiser(o -> o.epochs(1))
            .run(r -> r.threads(1));
    assertEquals(1, config.density().weight());
    assertTrue(config.density().weightStart().isEmpty());
    try (FitResult result = Fit.of(config).run(images)) {
      Prediction.Answer answer = (Prediction.Answer) result.predictor().predict(images).get(0);
      assertEquals(new Unknown(), answer.own());
      assertTrue(result.predictor().sample(3, 1).images().isPresent());
    }
  }
}

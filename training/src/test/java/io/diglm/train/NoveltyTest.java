package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Bayes;
import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.model.UnusableFileException;
import io.diglm.novelty.NoveltyReference;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NoveltyTest {
  private static final Map<String, Object> FAR = Map.of("a", 40, "b", -30, "level", "one");

  @Test
  void everyScoreHoldsItsFalseAlarmsAndSeesAFarRow() {
    Table fresh = Tables.classes(4000, 77);
    FitConfig config =
        Tables.quick("kind").head(h -> h.bayes(Bayes.LAPLACE)).density(d -> d.weight(1));
    try (FitResult result = Fit.of(config).run(Tables.classes(3000, 5))) {
      ModelFile file = result.model();
      int calibrated = file.manifest().thresholds().calibrated();
      assertEquals(270, calibrated);
      List<NoveltyScore> scores = NoveltyReference.scores(file.manifest());
      assertEquals(
          EnumSet.complementOf(
              EnumSet.of(
                  NoveltyScore.OUTLYING,
                  NoveltyScore.COMPLEXITY,
                  NoveltyScore.RATIO,
                  NoveltyScore.TEXTURE)),
          EnumSet.copyOf(scores));
      double alpha = 0.1;
      for (NoveltyScore score : scores) {
        Thresholds thresholds =
            file.manifest()
                .thresholds()
                .withNovelty(score)
                .withRejection(new RejectionRule.FalseAlarms(alpha));
        ModelFile ruled = new ModelFile(file.manifest().withThresholds(thresholds), file.weights());
        try (Predictor predictor = Predictor.open(ruled, "the model")) {
          double rate =
              predictor.predict(fresh).stream()
                      .filter(p -> ((Prediction.Answer) p).rejected())
                      .count()
                  / 4000.0;
          double sd = Math.sqrt(alpha * (1 - alpha) * (1 / 4000.0 + 1.0 / calibrated));
          assertEquals(alpha, rate, 3 * sd, score.name());
          Prediction.Answer far = (Prediction.Answer) predictor.predict(FAR);
          boolean byTarget =
              score == NoveltyScore.ENTROPY
                  || score == NoveltyScore.IGNORANCE
                  || score == NoveltyScore.SHAPE;
          // Features of a row far out are those of one at the edge of the training rows.
          boolean byFeatures =
              score == NoveltyScore.NORM
                  || score == NoveltyScore.CLASSES
                  || score == NoveltyScore.VOLUMES;
          assertTrue(
              byTarget || byFeatures || far.noveltyPValue() < 0.01,
              score + ": " + far.noveltyPValue());
          assertTrue(far.rejected(), score.name());
        }
      }
    }
  }

  @Test
  void aRuleByFalseAlarmsSaysWhy() {
    FitConfig config = Tables.quick("y").rejection(r -> r.falseAlarms(0.02));
    try (FitResult result = Fit.of(config).run(Tables.regression(1500, 3))) {
      Prediction.Answer far = (Prediction.Answer) result.predictor().predict(FAR);
      assertTrue(far.rejected());
      assertEquals(
          "column 'a' holds 40; no training row held anything like it; column 'b' holds -30; no"
              + " training row held anything like it; novelty_p_value 0.00735 is at most 0.02: less usual than all but that share of known"
              + " rows",
          far.reason());
      assertTrue(Double.isNaN(result.model().manifest().thresholds().tau()));
    }
  }

  @Test
  void tooFewValidationRowsAreToldBeforeTraining() {
    FitConfig config = Tables.quick("y").rejection(r -> r.falseAlarms(0.0005));
    Table table = Tables.regression(1500, 3);
    var error = assertThrows(IllegalArgumentException.class, () -> Fit.of(config).run(table));
    assertEquals(
        "false-alarms of 5.0E-4 must be calibrated by at least 1,999 rows, got 1,320 (with these,"
            + " take 0.001 or more)",
        error.getMessage());
  }

  @Test
  void aFileWithoutItsCalibrationIsRefused() {
    try (FitResult result =
        Fit.of(Tables.quick("y").optimiser(o -> o.epochs(1))).run(Tables.regression(500, 3))) {
      ModelFile file = result.model();
      Thresholds none = file.manifest().thresholds().withCalibrated(0, 0);
      ModelFile bare = new ModelFile(file.manifest().withThresholds(none), file.weights());
      var unusable =
          assertThrows(
              UnusableFileException.class, () -> Predictor.open(bare, "the model").close());
      assertEquals(
          "the model cannot be used: kept scores must be 0 of 0 rows, got 45",
          unusable.getMessage());
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> none.withRejection(new RejectionRule.FalseAlarms(0.1)));
      assertEquals(
          "false-alarms of 0.1 must be calibrated by at least 9 rows, got 0 (fit again)",
          error.getMessage());
    }
  }
}

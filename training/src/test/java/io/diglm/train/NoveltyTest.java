package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.StandardNormal;
import io.diglm.model.Bayes;
import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.model.UnusableFileException;
import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.novelty.PossibleScores;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import io.diglm.selective.Surprise;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
      List<NoveltyScore> scores = PossibleScores.of(file.manifest());
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

  /** A town lies in one land. Five numbers beside vary by as many nats as the wrong land costs. */
  @Test
  void oneImpossibleCellIsEnough() {
    SplittableRandom random = new SplittableRandom(3);
    int rows = 2000;
    int[] towns = random.ints(rows, 0, 6).toArray();
    int[] lands = IntStream.of(towns).map(town -> town / 2).toArray();
    List<TableColumn> columns = new ArrayList<>();
    columns.add(Tables.texts("town", towns, "a", "b", "c", "d", "e", "f"));
    columns.add(Tables.texts("land", lands, "x", "y", "z"));
    for (int k = 0; k < 5; k++) {
      double[] numbers = random.doubles(rows).map(StandardNormal::quantile).toArray();
      columns.add(Tables.numbers("n" + k, numbers));
    }
    columns.add(Tables.numbers("y", random.doubles(rows).toArray()));
    FitConfig config =
        Tables.quick("y").optimiser(o -> o.epochs(40)).rejection(r -> r.falseAlarms(0.02));
    try (FitResult result = Fit.of(config).run(new Table("simulated", columns, rows))) {
      Predictor predictor = result.predictor();
      assertEquals(NoveltyScore.CELLS, predictor.manifest().thresholds().novelty());
      assertTrue(answer(predictor, "x").noveltyPValue() > 0.1);
      assertFalse(answer(predictor, "x").rejected());
      Prediction.Answer wrong = answer(predictor, "z");
      assertTrue(wrong.rejected(), "p-value " + wrong.noveltyPValue());
      Thresholds whole = predictor.manifest().thresholds().withNovelty(NoveltyScore.DENSITY);
      ModelFile file = result.model();
      ModelFile byDensity = new ModelFile(file.manifest().withThresholds(whole), file.weights());
      try (Predictor other = Predictor.open(byDensity, "by density")) {
        assertFalse(answer(other, "z").rejected());
      }
    }
  }

  /** The answer to a row of town "a" in this land, ordinary otherwise. */
  private static Prediction.Answer answer(Predictor predictor, String land) {
    return (Prediction.Answer)
        predictor.predict(
            Map.of("town", "a", "land", land, "n0", 0, "n1", 0, "n2", 0, "n3", 0, "n4", 0));
  }

  @Test
  void theScoreOfCellsIsThatOfItsDefinition() {
    try (FitResult result = Fit.of(Tables.quick("y")).run(Tables.regression(600, 3))) {
      Predictor predictor = result.predictor();
      double[] tails =
          Objects.requireNonNull(result.model().weights().get(NoveltyTensors.CELLS)).doubles();
      assertEquals(3 * 2, tails.length);
      double[] known =
          Objects.requireNonNull(result.model().weights().get(NoveltyTensors.DISTANCES)).doubles();
      for (Evidence row : predictor.evidence(Tables.regression(50, 8))) {
        double most = 0;
        for (int column = 0; column < 3; column++) {
          assertTrue(tails[2 * column + 1] >= 0.5);
          double beyond = row.surprises()[column] - tails[2 * column];
          most = Math.max(most, beyond / tails[2 * column + 1]);
        }
        double far = new Surprise(known).nats(predictor.reference().distance(row, 2));
        double expected = Math.max(far, most);
        assertEquals(expected, predictor.reference().score(NoveltyScore.CELLS, row), 1e-12);
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
              + " training row held anything like it; novelty_p_value 0.00735 is at most 0.02: less"
              + " usual than all but that share of known rows",
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

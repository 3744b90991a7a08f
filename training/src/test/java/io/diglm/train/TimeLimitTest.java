package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Bayes;
import io.diglm.predict.Prediction;
import io.diglm.schema.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TimeLimitTest {
  /** Over before anything begins, so that every test of it comes out the same. */
  private static final Duration NO_TIME = Duration.ofNanos(1);

  @Test
  void noLimitIsNeverOver() {
    assertFalse(TimeLimit.of(Duration.ZERO).limited());
    assertEquals(Double.POSITIVE_INFINITY, TimeLimit.NONE.left());
    assertFalse(TimeLimit.NONE.part(0.1).over());
    assertEquals(0, TimeLimit.NONE.training().share());
  }

  @Test
  void trainingHasThreeQuartersAndAllButHalfAMinuteOfALongLimit() {
    Clock day = TimeLimit.of(Duration.ofDays(1)).training();
    assertEquals(day.seconds() / (86_400 - 30), day.share(), 1e-6);
    Clock hour = TimeLimit.of(Duration.ofSeconds(100)).training();
    assertEquals(hour.seconds() / 75, hour.share(), 1e-3);
  }

  @Test
  void aPosteriorThatThereIsNoTimeForIsLeftOut() {
    List<String> stages = new ArrayList<>();
    FitConfig config =
        Tables.quick("kind").head(h -> h.bayes(Bayes.LAPLACE)).run(r -> r.timeLimit(NO_TIME));
    FitListener listener =
        new FitListener() {
          @Override
          public void stage(String what) {
            stages.add(what);
          }
        };
    Table table = Tables.classes(400, 3);
    try (FitResult result = Fit.of(config).listener(listener).run(table)) {
      assertEquals(Bayes.NONE, result.model().manifest().head().bayes());
      assertEquals(
          "the time limit left 0.0 s, too little for a posterior of 12 coefficients: p(y|x) has one estimate",
          result.model().manifest().warnings().get(0));
      assertTrue(
          result.predictor().predict(table).stream().allMatch(Prediction.Answer.class::isInstance));
      assertEquals(
          List.of("measuring log p(x)", "calibrating novelty", "measuring answers"),
          stages.subList(stages.size() - 3, stages.size()));
    }
  }

  @Test
  void whatThereIsNoTimeForIsDoneOnFewerRowsAndSaid() {
    FitConfig config = Tables.quick("y").data(d -> d.test(1500)).run(r -> r.timeLimit(NO_TIME));
    try (FitResult result = Fit.of(config).run(Tables.regression(6000, 3))) {
      assertEquals(
          List.of(
              "1024 of 4050 training rows give log p(x): the time limit was near",
              "99 of 450 calibration rows calibrate novelty: the time limit was near",
              "1024 of 1500 test rows measure the answers: the time limit was near",
              "made-up rows were not tried: the time limit was over"),
          result.model().manifest().warnings());
      assertEquals(99, result.model().manifest().thresholds().calibrated());
      assertEquals(1024, result.testEvaluation().orElseThrow().rows());
    }
  }

  @Test
  void falseAlarmsKeepTheRowsThatTheyNeed() {
    FitConfig config =
        Tables.quick("y").rejection(r -> r.falseAlarms(0.005)).run(r -> r.timeLimit(NO_TIME));
    try (FitResult result = Fit.of(config).run(Tables.regression(6000, 3))) {
      assertEquals(199, result.model().manifest().thresholds().calibrated());
    }
  }

  @Test
  void portionsWorkEveryRowOffOnce() {
    int[] rows = IntStream.range(0, 5000).toArray();
    List<int[]> parts = new ArrayList<>();
    TimeLimit day = TimeLimit.of(Duration.ofDays(1));
    assertEquals(5000, new Portions(1, day).work(rows, parts::add));
    assertEquals(5, parts.size());
    assertArrayEquals(rows, parts.stream().flatMapToInt(Arrays::stream).sorted().toArray());
    parts.clear();
    assertEquals(5000, new Portions(1, TimeLimit.NONE).work(rows, parts::add));
    assertEquals(1, parts.size());
    assertArrayEquals(rows, parts.get(0));
  }

  @Test
  void asManyRowsAreAffordableAsTrialsTell() {
    List<Integer> trials = new ArrayList<>();
    TimeLimit day = TimeLimit.of(Duration.ofDays(1));
    assertEquals(5000, Portions.affordable(5000, 1, day, trials::add));
    assertEquals(List.of(64, 256, 1024, 4096), trials);
    assertEquals(5000, Portions.affordable(5000, 1, TimeLimit.NONE, trials::add));
    assertEquals(300, Portions.affordable(5000, 300, TimeLimit.of(NO_TIME), rows -> {}));
  }
}

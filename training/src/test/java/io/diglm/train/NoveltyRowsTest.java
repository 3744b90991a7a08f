package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.ModelFile;
import io.diglm.predict.Prediction;
import io.diglm.schema.Table;
import io.diglm.selective.RejectionRule;
import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NoveltyRowsTest {
  private static final int[] TRAIN = IntStream.range(0, 122).toArray();
  private static final int[] VALIDATION = IntStream.range(122, 135).toArray();

  @Test
  void validationRowsCalibrateIfTheyAreEnough() {
    for (OptionalDouble rule :
        new OptionalDouble[] {OptionalDouble.empty(), OptionalDouble.of(0.1)}) {
      NoveltyRows rows = NoveltyRows.of(TRAIN, VALIDATION, rule, true);
      assertArrayEquals(TRAIN, rows.known());
      assertArrayEquals(VALIDATION, rows.calibration());
    }
  }

  @Test
  void fewRowsAreSharedBetweenDensityAndCalibration() {
    NoveltyRows rows = NoveltyRows.of(TRAIN, VALIDATION, OptionalDouble.of(0.01), true);
    assertEquals(99, rows.calibration().length);
    Set<Integer> all = new HashSet<>();
    Arrays.stream(rows.known()).forEach(all::add);
    Arrays.stream(rows.calibration()).forEach(all::add);
    assertEquals(135, all.size());
    assertEquals(36, rows.known().length);
  }

  @Test
  void aFewRowsAreKeptForTheCommonRateThatNobodyAskedFor() {
    // A plain fit of 1,000 rows has 810 training rows and 90 validation rows.
    int[] train = IntStream.range(0, 810).toArray();
    NoveltyRows rows =
        NoveltyRows.of(train, IntStream.range(810, 900).toArray(), OptionalDouble.empty(), true);
    assertEquals(99, rows.calibration().length);
    assertEquals(801, rows.known().length);
    // With fewer rows, a plain fit keeps none from the density.
    assertEquals(
        80,
        NoveltyRows.of(train, IntStream.range(810, 890).toArray(), OptionalDouble.empty(), true)
            .calibration()
            .length);
    assertEquals(
        90,
        NoveltyRows.of(train, IntStream.range(810, 900).toArray(), OptionalDouble.empty(), false)
            .calibration()
            .length);
  }

  @Test
  void aDensityOfTheFlowNeedsMoreValidationRows() {
    assertEquals(
        "false-alarms of 0.01 must be calibrated by at least 99 rows, got 13 (with these, take"
            + " 0.072 or more, or hold out more by --validation 99)",
        assertThrows(
                IllegalArgumentException.class,
                () -> NoveltyRows.of(TRAIN, VALIDATION, OptionalDouble.of(0.01), false))
            .getMessage());
  }

  @Test
  void aPlainFitOfAThousandRowsCanBeGivenOneInAHundredLater() {
    try (FitResult result = Fit.of(Tables.quick("y")).run(Tables.regression(1000, 7))) {
      assertEquals(99, result.model().manifest().thresholds().calibrated());
      assertEquals(90, result.validation().length);
      ModelFile ruled = result.model().withRejection(new RejectionRule.FalseAlarms(0.01));
      assertEquals(
          0.01, ((RejectionRule.FalseAlarms) ruled.manifest().thresholds().rejection()).alpha());
      assertTrue(
          result.model().manifest().warnings().stream().noneMatch(w -> w.contains("calibrate")));
    }
  }

  @Test
  void tooFewRowsAreRefusedWithWhatTheyCanDo() {
    assertEquals(
        "false-alarms of 0.005 must be calibrated by at least 199 rows, got 105 (with these, take"
            + " 0.01 or more)",
        assertThrows(
                IllegalArgumentException.class,
                () -> NoveltyRows.of(TRAIN, VALIDATION, OptionalDouble.of(0.005), true))
            .getMessage());
  }

  @Test
  void aHundredAndFiftyRowsBoundFalseAlarms() {
    double rejected = 0;
    int fits = 12;
    Table fresh = Tables.regression(400, 1000);
    for (int i = 0; i < fits; i++) {
      int seed = i;
      FitConfig config =
          Tables.quick("y").rejection(r -> r.falseAlarms(0.01)).run(r -> r.seed(seed));
      try (FitResult result = Fit.of(config).run(Tables.regression(150, 100 + seed))) {
        assertTrue(result.model().manifest().thresholds().calibrated() >= 99);
        rejected +=
            result.predictor().predict(fresh).stream()
                .filter(p -> ((Prediction.Answer) p).rejected())
                .count();
      }
    }
    // A calibration of 99 rows refuses a share of .01 on average, with a deviation of .01.
    double rate = rejected / fits / fresh.rows();
    assertTrue(rate < 0.01 + 3 * 0.01 / Math.sqrt(fits), "false alarms " + rate);
  }
}

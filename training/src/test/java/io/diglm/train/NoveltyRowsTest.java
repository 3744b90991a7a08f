package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.predict.Prediction;
import io.diglm.schema.Table;
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

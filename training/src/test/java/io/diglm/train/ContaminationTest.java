package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.config.DensitySettings;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ContaminationTest {
  private static final int ROWS = 600;
  private static final double SHARE = 0.1;

  /** Ordinary rows lie near the line b = a; one in ten lies far off it. */
  private static Table rows(int count, double share, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = new double[count];
    double[] b = new double[count];
    for (int row = 0; row < count; row++) {
      boolean anomaly = random.nextDouble() < share;
      a[row] = random.nextGaussian();
      b[row] = anomaly ? 8 + 3 * random.nextGaussian() : a[row] + 0.3 * random.nextGaussian();
    }
    return new Table(
        "rows",
        List.of(
            new TableColumn("a", StorageType.DECIMAL, new Cells.Numbers(a)),
            new TableColumn("b", StorageType.DECIMAL, new Cells.Numbers(b))),
        count);
  }

  private static FitConfig config(double contamination) {
    return FitConfig.ofDensity()
        .density(d -> d.contamination(contamination))
        .data(d -> d.validation(0.4).test(1))
        .rejection(r -> r.falseAlarms(0.02))
        .optimiser(o -> o.epochs(3))
        .run(r -> r.threads(1).seed(3));
  }

  private static double refused(Predictor predictor, Table rows) {
    List<Prediction> predictions = predictor.predict(rows);
    return predictions.stream().filter(p -> ((Prediction.Answer) p).rejected()).count()
        / (double) predictions.size();
  }

  @Test
  void withoutTheAnomaliesMoreOfTheirKindAreRefused() {
    Table ordinary = rows(2000, 0, 8);
    Table anomalies = rows(500, 1, 9);
    Table train = rows(ROWS, SHARE, 7);
    try (FitResult as = Fit.of(config(0)).run(train);
        FitResult trimmed = Fit.of(config(SHARE)).run(train)) {
      double before = refused(as.predictor(), anomalies);
      double after = refused(trimmed.predictor(), anomalies);
      assertTrue(before < 0.5, "with the anomalies " + before);
      assertTrue(after > 0.9, "without them " + after);
      // 200 validation rows calibrate, of which a tenth is left out.
      double least = refused(trimmed.predictor(), ordinary);
      assertTrue(least < 0.02 + SHARE, "false alarms " + least);
    }
  }

  @Test
  void aWarningSaysWhatWasLeftOutAndWhatFalseAlarmsMean() {
    try (FitResult result = Fit.of(config(SHARE)).run(rows(ROWS, SHARE, 7))) {
      List<String> warnings = result.model().manifest().warnings();
      assertTrue(
          warnings
              .get(0)
              .startsWith(
                  "contamination 0.1: 39 of 399 training rows and 20 of 200 validation rows, the least probable, are left out (a false-alarm rate A refuses at most A + 0.100 of ordinary rows, and at most A if all that were left out are anomalies)"),
          warnings.get(0));
    }
  }

  @Test
  void withATargetOrAFlowItIsRefused() {
    assertRefused(
        "contamination must be 0 with a target, got 0.1",
        () -> FitConfig.of("y").density(d -> d.contamination(0.1)));
    assertRefused(
        "contamination must be 0 with the density of a flow, got 0.1",
        () -> DensitySettings.alone().kind(DensitySettings.Kind.FLOW).contamination(0.1));
    assertRefused(
        "contamination must be at least 0 and less than 0.5, got 0.5",
        () -> DensitySettings.alone().contamination(0.5));
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body).getMessage());
  }
}

package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConformityTest {
  private static final int FRESH = 4000;

  @Test
  void intervalsHoldThoughTheModelHasLearnedLittle() {
    FitConfig config = Tables.quick("y").optimiser(o -> o.epochs(2)).rejection(r -> r.slack(1e6));
    try (FitResult result = Fit.of(config).run(Tables.regression(3000, 5))) {
      Table fresh = Tables.regression(FRESH, 78);
      double[] y = ((Cells.Numbers) fresh.column("y").cells()).values();
      for (double coverage : new double[] {0.5, 0.8, 0.9}) {
        Table answers = answers(result.predictor(), fresh, coverage);
        double[] lower = ((Cells.Numbers) answers.column("lower").cells()).values();
        double[] upper = ((Cells.Numbers) answers.column("upper").cells()).values();
        int held = 0;
        for (int row = 0; row < FRESH; row++) {
          held += lower[row] <= y[row] && y[row] <= upper[row] ? 1 : 0;
        }
        assertHolds(coverage, held, result);
      }
    }
  }

  @Test
  void labelSetsHold() {
    FitConfig config =
        Tables.quick("kind").optimiser(o -> o.epochs(2)).rejection(r -> r.slack(1e6));
    try (FitResult result = Fit.of(config).run(Tables.classes(3000, 5))) {
      Table fresh = Tables.classes(FRESH, 78);
      for (double coverage : new double[] {0.5, 0.8, 0.9}) {
        Table answers = answers(result.predictor(), fresh, coverage);
        int held = 0;
        for (int row = 0; row < FRESH; row++) {
          String kind = fresh.column("kind").text(row).orElse("");
          String labels = answers.column("labels").text(row).orElse("");
          held += List.of(labels.split("\\|")).contains(kind) ? 1 : 0;
        }
        assertHolds(coverage, held, result);
      }
    }
  }

  @Test
  void saysHowManyRowsACoverageNeeds() {
    FitConfig config = Tables.quick("y").optimiser(o -> o.epochs(1));
    try (FitResult result = Fit.of(config).run(Tables.regression(500, 5))) {
      Predictor predictor = result.predictor();
      var few =
          assertThrows(
              IllegalArgumentException.class,
              () -> PredictionColumns.coverage(predictor.manifest(), predictor.conformity(), 0.99));
      assertEquals(
          "coverage of 0.99 must be calibrated by at least 99 rows, got 45", few.getMessage());
    }
  }

  private static Table answers(Predictor predictor, Table fresh, double coverage) {
    return PredictionColumns.coverage(predictor.manifest(), predictor.conformity(), coverage)
        .table(new Table("none", List.of(), FRESH), predictor.predict(fresh));
  }

  private static void assertHolds(double coverage, int held, FitResult result) {
    int calibrated = result.model().manifest().thresholds().labelled();
    double sd = Math.sqrt(coverage * (1 - coverage) * (1.0 / FRESH + 1.0 / calibrated));
    double share = (double) held / FRESH;
    assertEquals(coverage, share, 3 * sd, "held " + share);
    assertTrue(calibrated == 270);
  }
}

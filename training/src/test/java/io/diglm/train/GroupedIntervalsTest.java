package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.StandardNormal;
import io.diglm.model.ModelFile;
import io.diglm.model.Recalibration;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupedIntervalsTest {
  private static final List<String> SITES = List.of("calm", "wild", "rare");

  @TempDir private Path folder = Path.of("");

  /** y = a + noise, ten times as wide at site "wild"; every fortieth row is of site "rare". */
  private static Table rows(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = random.doubles(rows).map(StandardNormal::quantile).toArray();
    double[] y = new double[rows];
    int[] site = new int[rows];
    for (int i = 0; i < rows; i++) {
      site[i] = i % 40 == 0 ? 2 : i % 2;
      y[i] = a[i] + (site[i] == 1 ? 3 : 0.3) * random.nextGaussian();
    }
    return new Table(
        "sites",
        List.of(
            Tables.numbers("a", a),
            new TableColumn("site", StorageType.TEXT, new Cells.Texts(site, SITES)),
            Tables.numbers("y", y)),
        rows);
  }

  /** One constant scale, so that p(y|x) is too wide at one site and too narrow at the other. */
  private static FitConfig config(String by) {
    return Tables.quick("y")
        .head(
            h ->
                h.family(io.diglm.model.FamilyName.GAUSSIAN)
                    .dispersion(io.diglm.model.Dispersion.CONSTANT))
        .data(d -> d.validation(0.4).test(1))
        .optimiser(o -> o.members(1))
        .rejection(r -> r.slack(1e6).coverageBy(by));
  }

  /** The share of rows of a site whose target is in its interval. */
  private static double held(Predictor predictor, Table fresh, int site) {
    Table answers =
        PredictionColumns.coverage(predictor.manifest(), predictor.conformity(), 0.9)
            .table(new Table("none", List.of(), fresh.rows()), predictor.predict(fresh));
    double[] lower = ((Cells.Numbers) answers.column("lower").cells()).values();
    double[] upper = ((Cells.Numbers) answers.column("upper").cells()).values();
    double[] y = ((Cells.Numbers) fresh.column("y").cells()).values();
    int rows = 0;
    int held = 0;
    for (int row = 0; row < y.length; row++) {
      if (fresh.column("site").text(row).orElse("").equals(SITES.get(site))) {
        rows++;
        held += lower[row] <= y[row] && y[row] <= upper[row] ? 1 : 0;
      }
    }
    return (double) held / rows;
  }

  @Test
  void eachSiteHasItsCoverageFromTheFitOnAndTheRareOneIsNamed() {
    Table fresh = rows(4000, 2);
    try (FitResult result = Fit.of(config("site")).run(rows(2000, 1))) {
      ModelFile model = result.model();
      Path path = folder.resolve("model.diglm");
      model.save(path);
      Recalibration how = model.manifest().thresholds().intervals().orElseThrow();
      assertEquals("site", how.column());
      assertEquals(List.of("calm", "wild"), how.groups());
      int few = result.validation().length - how.groupRows().get(0) - how.groupRows().get(1);
      assertTrue(
          model
              .manifest()
              .warnings()
              .contains(
                  "1 of 3 groups of 'site' have fewer than 100 labelled validation rows, so their"
                      + " intervals are calibrated by all rows: 'rare' (%d) (--validation holds out more)"
                          .formatted(few)),
          model.manifest().warnings().toString());
      try (Predictor saved = Predictor.load(path)) {
        for (int site = 0; site < 2; site++) {
          double sd = Math.sqrt(0.09 * (1.0 / 1950 + 1.0 / how.groupRows().get(site)));
          assertEquals(0.9, held(saved, fresh, site), 3.5 * sd, SITES.get(site));
        }
        // The rows of the rare site are as narrow as the calm ones, and get the wide intervals.
        assertTrue(held(saved, fresh, 2) > 0.97, "rare " + held(saved, fresh, 2));
      }
      // The same as recalibrate --coverage-by makes of the same rows.
      Table validation = result.table().take(result.validation());
      ModelFile again = new IntervalLearning(result.predictor(), validation).by("site");
      assertEquals(how, again.manifest().thresholds().intervals().orElseThrow());
      assertEquals(model.weights().keySet(), again.weights().keySet());
    }
  }

  @Test
  void withoutItOneSiteIsCoveredTooOftenAndTheOtherTooSeldom() {
    Table fresh = rows(4000, 2);
    FitConfig alike = config("site").rejection(r -> io.diglm.config.RejectionSettings.DEFAULTS);
    try (FitResult result = Fit.of(alike).run(rows(2000, 1))) {
      assertTrue(result.model().manifest().thresholds().intervals().isEmpty());
      assertTrue(held(result.predictor(), fresh, 0) > 0.97);
      assertTrue(held(result.predictor(), fresh, 1) < 0.86);
    }
  }

  @Test
  void groupsOfTooFewRowsAreAllCalibratedTogether() {
    FitConfig config = config("site").data(d -> d.validation(90));
    try (FitResult result = Fit.of(config).run(rows(2000, 1))) {
      assertTrue(result.model().manifest().thresholds().intervals().isEmpty());
      List<String> said = new ArrayList<>(result.model().manifest().warnings());
      said.removeIf(warning -> !warning.startsWith("3 of 3 groups of 'site' have fewer than 100"));
      assertEquals(1, said.size(), result.model().manifest().warnings().toString());
      result.predictor().conformity().require(0.9);
    }
  }

  @Test
  void aColumnThatIsNoFeatureIsRefusedBeforeTraining() {
    for (String column : List.of("y", "region")) {
      var error =
          assertThrows(
              IllegalArgumentException.class, () -> Fit.of(config(column)).run(rows(400, 1)));
      assertEquals(
          "coverage-by must be a feature of the model, got '" + column + "'", error.getMessage());
    }
    var blank = assertThrows(IllegalArgumentException.class, () -> config(" "));
    assertEquals("coverage-by must be a column name, got  ", blank.getMessage());
  }
}

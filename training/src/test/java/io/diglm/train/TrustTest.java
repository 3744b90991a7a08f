package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.drift.RowWatch;
import io.diglm.explain.ColumnSurprise;
import io.diglm.model.ModelFile;
import io.diglm.model.Recalibration;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Prediction;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.predict.Sureness;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.RiskControl;
import io.diglm.selective.RiskRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fitted model does after deployment. */
final class TrustTest {
  private static final int ROWS = 4000;

  @TempDir private static Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init")
  private static FitResult numbers;

  @SuppressWarnings("NullAway.Init")
  private static FitResult classes;

  @BeforeAll
  static void fit() {
    numbers =
        Fit.of(Tables.quick("y").optimiser(o -> o.epochs(4)).rejection(r -> r.slack(1e6)))
            .run(Tables.regression(2000, 5));
    classes =
        Fit.of(Tables.quick("kind").optimiser(o -> o.epochs(4)).rejection(r -> r.slack(1e6)))
            .run(Tables.classes(2000, 5));
  }

  @AfterAll
  static void close() {
    numbers.close();
    classes.close();
  }

  private static double[] numbers(Table table, String column) {
    return ((Cells.Numbers) table.column(column).cells()).values();
  }

  /** Saved and read again, as a command would. */
  private static Predictor saved(ModelFile file) {
    Path path = folder.resolve("model.diglm");
    file.save(path);
    return Predictor.load(path);
  }

  private static boolean[] held(Predictor predictor, Table fresh, double coverage) {
    Table answers =
        PredictionColumns.coverage(predictor.manifest(), predictor.conformity(), coverage)
            .table(new Table("none", List.of(), fresh.rows()), predictor.predict(fresh));
    double[] lower = numbers(answers, "lower");
    double[] upper = numbers(answers, "upper");
    double[] y = numbers(fresh, "y");
    boolean[] held = new boolean[y.length];
    for (int row = 0; row < y.length; row++) {
      held[row] = lower[row] <= y[row] && y[row] <= upper[row];
    }
    return held;
  }

  private static double share(boolean[] held) {
    int count = 0;
    for (boolean one : held) {
      count += one ? 1 : 0;
    }
    return (double) count / held.length;
  }

  /** The same rows with a target that scatters more, by a factor where column a is high. */
  private static Table scattered(long seed, double everywhere, double high) {
    Table table = Tables.regression(ROWS, seed);
    double[] y = numbers(table, "y").clone();
    double[] a = numbers(table, "a");
    java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
    for (int row = 0; row < y.length; row++) {
      y[row] += (a[row] > 0 ? high : everywhere) * random.nextGaussian();
    }
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.replaceAll(c -> c.name().equals("y") ? Tables.numbers("y", y) : c);
    return new Table("scattered", columns, table.rows());
  }

  @Test
  void delayedLabelsBringTheCoverageBack() {
    Table later = scattered(71, 1.4, 1.4);
    Table last = scattered(72, 1.4, 1.4);
    double before = share(held(numbers.predictor(), last, 0.9));
    IntervalLearning learning = new IntervalLearning(numbers.predictor(), later);
    assertEquals(ROWS, learning.rows());
    try (Predictor adapted = saved(learning.adapted(List.of(0.9)))) {
      double after = share(held(adapted, last, 0.9));
      assertTrue(before < 0.86, "before " + before);
      assertEquals(0.9, after, 0.03);
      Recalibration how = adapted.manifest().thresholds().intervals().orElseThrow();
      assertEquals(ROWS, how.rows());
      assertEquals(0.9, how.levels().get(0).coverage());
      // Going on from there changes little.
      try (Predictor again =
          saved(new IntervalLearning(adapted, scattered(73, 1.4, 1.4)).adapted(List.of(0.9)))) {
        assertEquals(0.9, share(held(again, last, 0.9)), 0.03);
      }
    }
  }

  @Test
  void eachGroupHasItsCoverage() {
    Table labelled = scattered(74, 0, 0);
    Table fresh = scattered(75, 0, 0);
    try (Predictor byLevel =
        saved(new IntervalLearning(numbers.predictor(), labelled).by("level"))) {
      Recalibration how = byLevel.manifest().thresholds().intervals().orElseThrow();
      assertEquals("level", how.column());
      boolean[] held = held(byLevel, fresh, 0.9);
      for (int k = 0; k < how.groups().size(); k++) {
        int rows = 0;
        int kept = 0;
        for (int row = 0; row < held.length; row++) {
          if (fresh.column("level").text(row).orElse("").equals(how.groups().get(k))) {
            rows++;
            kept += held[row] ? 1 : 0;
          }
        }
        double sd = Math.sqrt(0.09 * (1.0 / rows + 1.0 / how.groupRows().get(k)));
        assertEquals(0.9, (double) kept / rows, 3.5 * sd, how.groups().get(k));
      }
    }
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new IntervalLearning(numbers.predictor(), labelled).by("y"));
    assertEquals("coverage-by must be a feature of the model, got 'y'", error.getMessage());
  }

  @Test
  void weightsBringTheCoverageBackWhereOnlyTheRowsHaveMoved() {
    // The target scatters where a is high, and the new rows are mostly there.
    Table labelled = scattered(76, 0, 3);
    Table pool = scattered(77, 0, 3);
    double[] a = numbers(pool, "a");
    int[] moved =
        java.util.stream.IntStream.range(0, ROWS)
            .filter(row -> a[row] > 0 || row % 10 == 0)
            .toArray();
    Table others = pool.take(moved);
    try (Predictor plain =
            Predictor.open(
                new IntervalLearning(numbers.predictor(), labelled).renewed(), "renewed");
        Predictor weighted =
            saved(new IntervalLearning(numbers.predictor(), labelled).towards(others))) {
      double before = share(held(plain, others, 0.9));
      double after = share(held(weighted, others, 0.9));
      assertTrue(before < 0.86, "before " + before);
      assertEquals(0.9, after, 0.025);
    }
  }

  @Test
  void saysThatRowsFarAwayCannotBeWeightedTowards() {
    Table labelled = scattered(76, 0, 0);
    double[] far = new double[ROWS];
    double[] a = numbers(labelled, "a");
    for (int row = 0; row < ROWS; row++) {
      far[row] = a[row] + 40;
    }
    List<TableColumn> columns = new ArrayList<>(labelled.columns());
    columns.replaceAll(c -> c.name().equals("a") ? Tables.numbers("a", far) : c);
    Table others = new Table("far", columns, ROWS);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new IntervalLearning(numbers.predictor(), labelled).towards(others));
    String message = String.valueOf(error.getMessage());
    assertTrue(
        message.startsWith(
            "labelled rows must be like those they are weighted towards, got a share of "),
        message);
  }

  @Test
  void answersOnlyWhatIsSureEnoughForTheRisk() {
    RiskControl control = new RiskControl(0.05, 0.9);
    RiskRule rule =
        Sureness.rule(classes.predictor(), Tables.classes(ROWS, 81), control, Double.NaN);
    ModelFile file = classes.model();
    ModelFile ruled =
        new ModelFile(
            file.manifest().withThresholds(file.manifest().thresholds().withRisk(rule)),
            file.weights());
    Table fresh = Tables.classes(ROWS, 82);
    int answered = 0;
    int wrong = 0;
    try (Predictor predictor = saved(ruled)) {
      List<Prediction> predictions = predictor.predict(fresh);
      for (int row = 0; row < ROWS; row++) {
        Prediction.Answer answer = (Prediction.Answer) predictions.get(row);
        if (!answer.rejected()) {
          answered++;
          boolean right = answer.label().equals(fresh.column("kind").text(row));
          wrong += right ? 0 : 1;
        } else {
          assertTrue(answer.reason().startsWith("the answer is right with probability "));
        }
      }
      assertEquals(rule.answered(), (double) answered / ROWS, 0.04);
      // Three deviations of the fresh rows beyond what is promised.
      assertTrue(wrong <= 0.05 * answered + 3 * Math.sqrt(0.0475 * answered), "wrong " + wrong);
    }
  }

  @Test
  void numbersAreWrongBeyondATolerance() {
    RiskControl control = new RiskControl(0.1, 0.9);
    Table labelled = Tables.regression(ROWS, 83);
    RiskRule wide = Sureness.rule(numbers.predictor(), labelled, control, 10);
    assertTrue(wide.answered() > 0.9, wide.toString());
    assertEquals(
        "risk of a number must come with a tolerance above 0, got none",
        assertThrows(
                IllegalArgumentException.class,
                () -> Sureness.rule(numbers.predictor(), labelled, control, Double.NaN))
            .getMessage());
    assertEquals(
        "risk of 0.1 with confidence 0.9 must be shown by at least 22 labelled rows that are"
            + " answered, got 9",
        assertThrows(
                IllegalArgumentException.class,
                () -> Sureness.rule(numbers.predictor(), labelled.slice(0, 9), control, 1))
            .getMessage());
    var unsure =
        assertThrows(
            IllegalArgumentException.class,
            () -> Sureness.rule(numbers.predictor(), labelled, control, 1e-6));
    assertTrue(
        String.valueOf(unsure.getMessage())
            .startsWith("risk of 0.1 with confidence 0.9 must be shown by the surest rows, got "));
  }

  @Test
  void surpriseIsByColumnAndAddsUpToTheDensity() {
    Predictor predictor = numbers.predictor();
    Table fresh = Tables.regression(500, 92);
    double[] a = numbers(fresh, "a");
    a[0] = 9;
    double[][] surprise = ColumnSurprise.of(predictor).of(fresh);
    double[] density = predictor.score(fresh).logDensity();
    double[] constant = new double[500];
    for (int row = 0; row < 500; row++) {
      constant[row] = density[row];
      for (double[] column : surprise) {
        constant[row] += column[row];
      }
    }
    for (int row = 2; row < 500; row++) {
      assertEquals(constant[1], constant[row], 1e-6, "row " + row);
    }
    assertTrue(surprise[0][0] > 3, "column a " + surprise[0][0]);
    assertTrue(surprise[1][0] < surprise[0][0] && surprise[2][0] < surprise[0][0]);
  }

  @Test
  void aTableOfNoRowsChangesNoWatch() {
    RowWatch watch = RowWatch.start(numbers.predictor(), 0.01, 1);
    Table table = Tables.regression(100, 91);
    watch.add(table);
    String before = watch.state().json();
    watch.add(table.slice(0, 0));
    assertEquals(before, watch.state().json());
    assertEquals(100, RowWatch.resume(numbers.predictor(), watch.state()).outcome().rows());
  }
}

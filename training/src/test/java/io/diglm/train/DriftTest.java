package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.drift.Drift;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.NoveltyScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class DriftTest {
  @SuppressWarnings("NullAway.Init")
  private static FitResult result;

  @BeforeAll
  static void fit() {
    FitConfig config = Tables.quick("y").density(d -> d.weight(1)).optimiser(o -> o.epochs(20));
    result = Fit.of(config).run(Tables.regression(4000, 3));
  }

  @AfterAll
  static void close() {
    result.close();
  }

  @Test
  void rowsOfTheSameOriginHaveNotDrifted() {
    Drift drift = Drift.of(result.predictor(), Tables.regression(2000, 91), Optional.empty());
    assertFalse(drift.drifted(), drift.toString());
    assertEquals(2000, drift.rows());
    assertTrue(drift.scores().stream().allMatch(s -> Math.abs(s.effect()) < 0.13));
    assertTrue(drift.columns().stream().allMatch(c -> c.pValue() > 1e-4), drift.toString());
  }

  @Test
  void theRowsThatTrainedHaveNotDrifted() {
    Table trained = result.table().take(result.train());
    Drift drift = Drift.of(result.predictor(), trained, Optional.empty());
    assertFalse(drift.drifted(), drift.toString());
    assertTrue(
        drift.scores().stream()
            .filter(s -> s.score() == NoveltyScore.NEIGHBOURS)
            .allMatch(s -> s.effect() < -Drift.SMALL && !s.counts()),
        drift.toString());
  }

  @Test
  void namesTheColumnThatMoved() {
    Drift drift = Drift.of(result.predictor(), moved(1000), Optional.empty());
    assertTrue(drift.drifted());
    assertEquals("a", drift.columns().get(0).column());
    assertTrue(drift.columns().get(0).distance() > 0.35, drift.toString());
    assertTrue(drift.columns().get(1).distance() < 0.1, drift.toString());
    assertTrue(drift.expected() > 0);
  }

  @Test
  void tellsSinceWhen() {
    Drift drift = Drift.of(result.predictor(), moved(1000), Optional.of("when"));
    assertEquals(List.of("1", "2"), drift.periods().stream().map(Drift.Period::label).toList());
    assertTrue(Math.abs(drift.periods().get(0).effect()) < 0.15, drift.toString());
    assertTrue(drift.periods().get(1).effect() > 0.5, drift.toString());
    assertEquals("2", drift.farthest().orElseThrow().label());
  }

  @Test
  void fewRowsMakeFewPeriodsAndChanceNamesNone() {
    Table table = Tables.regression(70, 93);
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.add(Tables.numbers("when", IntStream.range(0, 70).asDoubleStream().toArray()));
    Drift drift = Drift.of(result.predictor(), new Table("few", columns, 70), Optional.of("when"));
    assertEquals(List.of(23, 23, 24), drift.periods().stream().map(Drift.Period::rows).toList());
    assertEquals(Optional.empty(), drift.farthest());
  }

  @Test
  void oneRowIsNoBatch() {
    Table one = Tables.regression(1, 1);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Drift.of(result.predictor(), one, Optional.empty()));
    assertEquals(
        "rows must be at least 2 to tell drift, got 1 (predict tells of one)", error.getMessage());
  }

  /** Half the rows as ever, in the other half column a is moved by 3 deviations. */
  private static Table moved(int half) {
    Table table = Tables.regression(2 * half, 92);
    double[] a = ((Cells.Numbers) table.column("a").cells()).values().clone();
    double[] when = new double[2 * half];
    for (int row = 0; row < 2 * half; row++) {
      boolean later = row % 2 == 1;
      when[row] = later ? 2 : 1;
      a[row] += later ? 3 : 0;
    }
    return new Table(
        "moved",
        List.of(
            Tables.numbers("a", a),
            table.column("b"),
            table.column("level"),
            new TableColumn("when", StorageType.INTEGER, new Cells.Numbers(when))),
        2 * half);
  }
}

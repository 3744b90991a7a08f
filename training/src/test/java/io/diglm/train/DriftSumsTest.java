package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.drift.Drift;
import io.diglm.drift.DriftPart;
import io.diglm.drift.DriftSums;
import io.diglm.model.FamilyName;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DriftSumsTest {
  private static final class Model {
    static final FitResult RESULT =
        Fit.of(Tables.quick("y").head(h -> h.family(FamilyName.GAUSSIAN)))
            .run(Tables.regression(900, 3));
  }

  private static Predictor predictor() {
    return Model.RESULT.predictor();
  }

  /** New rows: a is moved, and each row has a month. */
  private static Table moved() {
    Table table = Tables.regression(500, 9);
    double[] a = ((Cells.Numbers) table.column("a").cells()).values().clone();
    double[] month = new double[a.length];
    for (int row = 0; row < a.length; row++) {
      a[row] += 0.8;
      month[row] = 1 + row % 3;
    }
    List<TableColumn> columns = new ArrayList<>(table.without("a").columns());
    columns.add(new TableColumn("a", StorageType.DECIMAL, new Cells.Numbers(a)));
    columns.add(new TableColumn("month", StorageType.INTEGER, new Cells.Numbers(month)));
    return new Table("simulated", columns, table.rows());
  }

  private static DriftSums sums(Table table, Optional<String> time, int... cuts) {
    Optional<DriftSums> all = Optional.empty();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : table.rows();
      DriftPart part = new DriftPart(predictor(), time, i);
      part.add(table.slice(from, (from + to) / 2));
      part.add(table.slice((from + to) / 2, to));
      DriftSums own = part.sums();
      all = Optional.of(all.map(before -> before.plus(own, predictor())).orElse(own));
      from = to;
    }
    return all.orElseThrow();
  }

  @Test
  void onePartIsTheDriftOfItsTable() {
    Drift expected = Drift.of(predictor(), moved(), Optional.of("month"));
    Drift got = sums(moved(), Optional.of("month")).drift(predictor());
    assertEquals(expected.rows(), got.rows());
    assertEquals(expected.rejected(), got.rejected());
    assertEquals(expected.drifted(), got.drifted());
    assertArrayEquals(expected.pValues(), got.pValues(), 1e-12);
    assertEquals(expected.expected(), got.expected(), 1e-12);
    assertEquals(expected.scores().size(), got.scores().size());
    for (int i = 0; i < expected.scores().size(); i++) {
      Drift.ScoreShift score = expected.scores().get(i);
      Drift.ScoreShift other = got.scores().get(i);
      assertEquals(score.score(), other.score());
      assertEquals(score.effect(), other.effect(), 1e-12);
      assertEquals(score.pValue(), other.pValue(), 1e-12);
      assertEquals(score.logE(), other.logE(), 1e-9);
    }
    assertEquals(expected.periods().size(), got.periods().size());
    for (int i = 0; i < expected.periods().size(); i++) {
      assertEquals(expected.periods().get(i).label(), got.periods().get(i).label());
      assertEquals(expected.periods().get(i).rows(), got.periods().get(i).rows());
      assertEquals(expected.periods().get(i).effect(), got.periods().get(i).effect(), 1e-12);
      assertEquals(expected.periods().get(i).pValue(), got.periods().get(i).pValue(), 1e-12);
    }
  }

  @Test
  void distancesOfColumnsAreExactInParts() {
    Map<String, Drift.ColumnShift> expected =
        Drift.of(predictor(), moved(), Optional.empty()).columns().stream()
            .collect(Collectors.toMap(Drift.ColumnShift::column, c -> c));
    Drift got = sums(moved(), Optional.empty(), 120, 121, 400).drift(predictor());
    assertEquals("a", got.columns().get(0).column());
    for (Drift.ColumnShift column : got.columns()) {
      Drift.ColumnShift one = Objects.requireNonNull(expected.get(column.column()));
      assertEquals(one.distance(), column.distance(), 1e-12, column.column());
      assertEquals(one.pValue(), column.pValue(), 1e-12, column.column());
      assertEquals(one.words(), column.words(), column.column());
    }
    assertTrue(got.drifted());
  }

  @Test
  void partsAddUpInAnyOrder() {
    DriftPart first = new DriftPart(predictor(), Optional.empty(), 0);
    DriftPart second = new DriftPart(predictor(), Optional.empty(), 1);
    first.add(moved().slice(0, 200));
    second.add(moved().slice(200, 500));
    Drift backwards = second.sums().plus(first.sums(), predictor()).drift(predictor());
    Drift forwards = sums(moved(), Optional.empty(), 200).drift(predictor());
    assertEquals(forwards.rejected(), backwards.rejected());
    assertEquals(forwards.columns().get(0).words(), backwards.columns().get(0).words());
    assertEquals(forwards.scores().get(0).logE(), backwards.scores().get(0).logE(), 1e-9);
  }

  @Test
  void aPartWithoutRowsAddsNothing() {
    DriftPart none = new DriftPart(predictor(), Optional.empty(), 7);
    Drift with = none.sums().plus(sums(moved(), Optional.empty()), predictor()).drift(predictor());
    Drift without = sums(moved(), Optional.empty()).drift(predictor());
    assertEquals(without.rows(), with.rows());
    assertEquals(without.scores().get(0).logE(), with.scores().get(0).logE());
    assertEquals(
        "rows must be at least 2 to tell drift, got 0 (predict tells of one)",
        assertThrows(
                IllegalArgumentException.class,
                () -> new DriftPart(predictor(), Optional.empty(), 0).sums().drift(predictor()))
            .getMessage());
  }

  @Test
  void tooManyPeriodsAreRefused() {
    Table table = Tables.regression(100, 9);
    DriftPart part = new DriftPart(predictor(), Optional.of("y"), 0);
    assertEquals(
        "time must have at most 40 values in parts of a table, got more (such as months)",
        assertThrows(IllegalArgumentException.class, () -> part.add(table)).getMessage());
  }
}

package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.network.Hinges;
import io.diglm.schema.Cells;
import io.diglm.schema.Noise;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HingePlacementTest {
  private static final int ROWS = 400;

  private static TrainingData data(List<TableColumn> features) {
    List<TableColumn> all = new ArrayList<>(features);
    all.add(Tables.numbers("y", new SplittableRandom(1).doubles(ROWS).toArray()));
    Table table = new Table("simulated", all, ROWS);
    int[] rows = IntStream.range(0, ROWS).toArray();
    return TrainingRows.of(table, rows, rows, false);
  }

  private static TableColumn number(String name, int distinct) {
    SplittableRandom random = new SplittableRandom(distinct);
    double[] values = random.ints(ROWS, 0, distinct).mapToDouble(k -> Math.pow(k, 1.5)).toArray();
    return Tables.numbers(name, values);
  }

  private static TableColumn text(String name, int levels) {
    int[] codes = new SplittableRandom(levels).ints(ROWS, 0, levels).toArray();
    List<String> texts = IntStream.range(0, levels).mapToObj(k -> "level " + k).toList();
    return new TableColumn(name, StorageType.TEXT, new Cells.Texts(codes, texts));
  }

  @Test
  void eachDimensionBendsAtItsQuantilesOrItsFewValues() {
    TrainingData data = data(List.of(number("wide", 300), number("few", 5), text("kind", 4)));
    Hinges hinges = HingePlacement.of(data, 8).orElseThrow();
    int[] axes = hinges.axes();
    List<Long> counts =
        IntStream.range(0, 3)
            .mapToObj(d -> IntStream.of(axes).filter(axis -> axis == d).count())
            .toList();
    assertEquals(List.of(8L, 4L, 3L), counts);
  }

  /** Rows of 20 whole numbers and a target of them, with noise. */
  private static int usual(IntToDoubleFunction target) {
    SplittableRandom random = new SplittableRandom(5);
    int[] column = random.ints(ROWS, 0, 20).toArray();
    double[] x = IntStream.of(column).asDoubleStream().toArray();
    double[] y =
        IntStream.of(column)
            .mapToDouble(k -> target.applyAsDouble(k) + random.nextGaussian())
            .toArray();
    Table table =
        new Table("few values", List.of(Tables.numbers("x", x), Tables.numbers("y", y)), ROWS);
    int[] rows = IntStream.range(0, ROWS).toArray();
    return HingePlacement.usual(TrainingRows.of(table, rows, rows, false)).orElseThrow().count();
  }

  @Test
  void aDimensionBendsAtEachValueIfTheTargetHangsOnTheVeryValue() {
    assertEquals(19, usual(k -> k % 3 == 0 ? 4 : 0));
    assertEquals(8, usual(k -> k));
    assertEquals(8, usual(k -> 4 * Math.sin(k / 3.0)));
    assertEquals(8, usual(k -> 0));
  }

  @Test
  void featuresHaveMeanZeroAndDeviationOneOverTheTrainingRows() {
    TrainingData data = data(List.of(number("wide", 300), number("few", 5)));
    Hinges hinges = HingePlacement.of(data, 8).orElseThrow();
    float[] v = data.encoder().encode(data.table(), data.train(), 0, ROWS, Noise.midpoint()).v();
    float[] lifted = hinges.lifted(v, 2);
    int width = 2 + hinges.count();
    for (int k = 2; k < width; k++) {
      int at = k;
      double mean =
          IntStream.range(0, ROWS).mapToDouble(r -> lifted[r * width + at]).average().orElse(9);
      double square =
          IntStream.range(0, ROWS)
              .mapToDouble(r -> lifted[r * width + at] * (double) lifted[r * width + at])
              .average()
              .orElse(9);
      assertEquals(0, mean, 1e-5);
      assertEquals(1, square, 1e-5);
    }
  }

  @Test
  void twoValuesHaveNothingToBendAt() {
    assertTrue(HingePlacement.of(data(List.of(number("two", 2), text("both", 2))), 8).isEmpty());
  }

  @Test
  void manyRowsHaveMorePieces() {
    assertEquals(8, HingePlacement.pieces(2999));
    assertEquals(16, HingePlacement.pieces(3000));
  }

  @Test
  void manyColumnsHaveFewerPiecesAndTooManyHaveNone() {
    List<TableColumn> columns = IntStream.range(0, 120).mapToObj(i -> column(i)).toList();
    assertEquals(480, HingePlacement.of(data(columns), 8).orElseThrow().count());
    List<TableColumn> more = IntStream.range(0, 300).mapToObj(i -> column(i)).toList();
    assertTrue(HingePlacement.of(data(more), 8).isEmpty());
  }

  /** 60 columns of 100,000 rows are more numbers than quantiles are taken of. */
  @Test
  void manyRowsBendAtTheQuantilesOfSome() {
    TrainingData all = data(IntStream.range(0, 60).mapToObj(i -> column(i)).toList());
    int[] often = IntStream.range(0, 100_000).map(i -> i % ROWS).toArray();
    Hinges few = HingePlacement.of(all, 4).orElseThrow();
    Hinges many = HingePlacement.of(all.learningFrom(often), 4).orElseThrow();
    assertArrayEquals(few.axes(), many.axes());
    for (int i = 0; i < few.numbers().length; i++) {
      double expected = few.numbers()[i];
      assertEquals(expected, many.numbers()[i], 0.1 * Math.max(1, Math.abs(expected)));
    }
  }

  @Test
  void bothZerosAreOneKnot() {
    double[] sorted = {-1, -0.0, 0.0, 1};
    assertArrayEquals(new double[] {-1, -0.0, 1}, HingePlacement.knots(sorted, 8));
  }

  @Test
  void numbersThatDifferByRoundingAreOneKnot() {
    double[] sorted = {0, Float.MIN_VALUE, 1, 1 + 1e-7, 2};
    assertArrayEquals(new double[] {0, 1, 2}, HingePlacement.knots(sorted, 8));
  }

  private static TableColumn column(int i) {
    return Tables.numbers("c" + i, new SplittableRandom(i).doubles(ROWS).toArray());
  }
}

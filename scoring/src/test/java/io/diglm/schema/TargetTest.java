package io.diglm.schema;

import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.schema.RowProblem.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TargetTest {
  private static final double NAN = Double.NaN;
  private static final Target NUMBER = new Target("y", StorageType.DECIMAL, List.of());
  private static final Target CLASS = new Target("y", StorageType.TEXT, List.of("0", "1", "two"));

  @Test
  void numbersAreReadWithMissingOnesAsNaN() {
    TargetValues values = NUMBER.read(table(numbers("y", StorageType.INTEGER, 3, NAN, -1)));
    assertArrayEquals(new double[] {3, NAN, -1}, values.values());
    assertEquals(List.of(), values.problems());
  }

  @Test
  void textThatIsNoNumberIsAProblem() {
    TargetValues values = NUMBER.read(table(texts("y", "1.5", "late", "")));
    assertArrayEquals(new double[] {1.5, NAN, NAN}, values.values());
    assertEquals(
        List.of(new RowProblem(1, Kind.ERROR, "column 'y' must be a number, got 'late'")),
        values.problems());
  }

  @Test
  void classesAreReadWithMissingOnesAsMinusOne() {
    TargetValues values = CLASS.read(table(texts("y", "two", "", "0", "three")));
    assertArrayEquals(new int[] {2, -1, 0, -1}, values.classes());
    assertEquals(
        List.of(new RowProblem(3, Kind.ERROR, "target 'y' must be one of 0, 1, two, got 'three'")),
        values.problems());
  }

  @Test
  void yesAndNoMatchEverySpellingOfTruth() {
    Target target = new Target("y", StorageType.TEXT, List.of("No", "Yes"));
    assertArrayEquals(
        new int[] {1, 1, 0, 0, -1},
        target.read(table(texts("y", "Yes", "true", "f", "n", "1"))).classes());
    TableColumn truths = numbers("y", StorageType.BOOLEAN, 1, 0);
    assertArrayEquals(new int[] {1, 0}, target.read(table(truths)).classes());
  }

  @Test
  void classesGivenAsNumbersMatchByText() {
    TargetValues values = CLASS.read(table(numbers("y", StorageType.DECIMAL, 1, 0, NAN)));
    assertArrayEquals(new int[] {1, 0, -1}, values.classes());
  }
}

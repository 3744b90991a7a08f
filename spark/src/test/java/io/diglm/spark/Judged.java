package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** What odd input may end in: an answer of finite numbers, or one line that says what is wrong. */
final class Judged {
  private Judged() {}

  /** Requires one line that a user can read. */
  static void refusal(Throwable thrown, Object input) {
    String told = String.valueOf(thrown.getMessage());
    assertEquals(1, told.lines().count(), told);
    assertFalse(told.equals("null") || told.contains("Exception"), told + ", " + input);
  }

  /** Requires either an error in one line and no answer, or an answer of finite numbers. */
  static void answer(Row detail) {
    Object error = detail.getAs("error");
    Map<Boolean, Long> numbers =
        IntStream.range(0, detail.size())
            .mapToObj(detail::get)
            .filter(cell -> cell instanceof Double)
            .collect(
                Collectors.partitioningBy(
                    cell -> Double.isFinite((double) cell), Collectors.counting()));
    assertEquals(0, Objects.requireNonNull(numbers.get(false)), detail.toString());
    if (error == null) {
      assertTrue(Objects.requireNonNull(numbers.get(true)) >= 1, detail.toString());
    } else {
      assertEquals(1, error.toString().lines().count(), error.toString());
      assertEquals(0, Objects.requireNonNull(numbers.get(true)), detail.toString());
    }
  }
}

package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.schema.Table;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RowSplitTest {
  @ParameterizedTest
  @CsvSource({
    "1000, 0.1, 90",
    "1000, 0.5, 450",
    "1000, 30, 30",
    "1000, 100000, 450",
    "3, 0.1, 1",
    "2, 1, 1"
  })
  void everyRowHasOnePart(int rows, double wanted, int validation) {
    RowSplit split = split(rows, wanted);
    assertEquals(validation, split.validation().length);
    int[] all =
        Stream.of(split.train(), split.validation(), split.test())
            .flatMapToInt(IntStream::of)
            .sorted()
            .toArray();
    assertEquals(rows, all.length);
    for (int row = 0; row < rows; row++) {
      assertEquals(row, all[row]);
    }
  }

  @Test
  void moreThanHalfCannotValidate() {
    assertThrows(
        IllegalArgumentException.class, () -> FitConfig.of("y").data(d -> d.validation(0.6)));
    assertThrows(
        IllegalArgumentException.class, () -> FitConfig.of("y").data(d -> d.validation(1.5)));
  }

  @ParameterizedTest
  @CsvSource({"1000, 90", "100000, 9000", "200000, 10000", "3, 1"})
  void aTenthValidatesButNotMoreThanTenThousand(int rows, int validation) {
    assertEquals(validation, split(rows, FitConfig.of("y")).validation().length);
  }

  private static RowSplit split(int rows, double validation) {
    return split(rows, FitConfig.of("y").data(d -> d.validation(validation)));
  }

  private static RowSplit split(int rows, FitConfig builder) {
    Table table = Tables.regression(rows, 1);
    FitConfig config = builder.data(d -> d.test(rows < 10 ? 0.1 : Math.floor(rows / 10.0)));
    return RowSplit.of(table, List.of(), RowSplit.has(table.column("y")), config);
  }
}

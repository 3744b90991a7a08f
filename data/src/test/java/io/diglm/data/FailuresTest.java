package io.diglm.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.diglm.model.UnusableFileException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailuresTest {
  @Test
  void aTableOfTooManyColumnsIsTheFilesFault() {
    // What DuckDB says of a CSV file of 20,000 columns.
    SQLException full =
        new SQLException(
            "Out of Memory Error: failed to allocate data of size 32.0 KiB (488.2 MiB/488.2 MiB used)\n\nPossible solutions:");
    RuntimeException told = Failures.of(new TableFiles(List.of("many.csv")), full);
    assertInstanceOf(UnusableFileException.class, told);
    assertEquals(
        "table file many.csv must be readable in 512 MB, got more: too many columns, or cells that are too long (read fewer columns: --sql)",
        told.getMessage());
  }
}

package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ScoredRowsTest {
  /** 0.5 MB of single precision are an object of its own to the usual collector. */
  @Test
  void rowsOfManyFeaturesAreScoredInSmallerBatches() {
    assertEquals(4096, ScoredRows.rowsTogether(0));
    assertEquals(4096, ScoredRows.rowsTogether(8));
    assertEquals(1470, ScoredRows.rowsTogether(68));
    assertEquals(256, ScoredRows.rowsTogether(10_000));
  }
}

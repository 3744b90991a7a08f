package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class RiskCoverageTest {
  @Test
  void coverageIsAShareOfTheWeight() {
    RiskCoverage curve =
        RiskCoverage.of(new double[] {2, 6}, new double[] {1, 0}, new double[] {3, 1});
    assertArrayEquals(new double[] {0.75, 1}, curve.coverage(), 1e-12);
    assertArrayEquals(new double[] {2, 3}, curve.risk(), 1e-12);
    assertEquals((3 * 2 + 1 * 3) / 4.0, curve.area(), 1e-12);
  }

  private static final double[] LOSS = {4, 0, 2, 10};
  private static final double[] SCORE = {-3, -1, -2, -9};

  @Test
  void keepsTheDensestRowsLongest() {
    RiskCoverage curve = RiskCoverage.of(LOSS, SCORE);
    assertArrayEquals(new double[] {0.25, 0.5, 0.75, 1}, curve.coverage());
    assertArrayEquals(new double[] {0, 1, 2, 4}, curve.risk());
    assertEquals(7 / 4.0, curve.area());
  }

  @Test
  void equalScoresMakeTheOrderOfTheRowsIrrelevant() {
    double[] score = {1, 1, 0, 1};
    double[] turned = {1, 0, 1, 1};
    RiskCoverage one = RiskCoverage.of(new double[] {3, 0, 8, 6}, score);
    RiskCoverage other = RiskCoverage.of(new double[] {6, 8, 3, 0}, turned);
    assertArrayEquals(new double[] {3, 3, 3, 4.25}, one.risk());
    assertArrayEquals(one.risk(), other.risk());
  }

  @Test
  void rowsWithoutAScoreStillCount() {
    RiskCoverage curve = RiskCoverage.of(new double[] {1, 5}, new double[] {Double.NaN, 0});
    assertEquals(3, curve.risk()[1]);
  }

  @Test
  void keepsAsManyRowsAsTheWantedRiskAllows() {
    RiskCoverage curve = RiskCoverage.of(LOSS, SCORE);
    assertEquals(3, curve.rowsWithin(2));
    assertEquals(2, curve.rowsWithin(1.99));
    assertEquals(4, curve.rowsWithin(4));
    assertEquals(0, curve.rowsWithin(-1));
    RiskCoverage equal = RiskCoverage.of(new double[] {0, 0, 9}, new double[] {2, 1, 1});
    assertEquals(1, equal.rowsWithin(2.5));
    assertEquals(2, equal.score()[0]);
  }

  @Test
  void thinnedKeepsTheLastPointAndTheArea() {
    RiskCoverage curve = RiskCoverage.of(LOSS, SCORE).thinned(2);
    assertArrayEquals(new double[] {0.5, 1}, curve.coverage());
    assertArrayEquals(new double[] {1, 4}, curve.risk());
    assertEquals(7 / 4.0, curve.area());
  }

  @Test
  void refusesUnequalLengths() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> RiskCoverage.of(LOSS, new double[] {1}));
    assertEquals(
        "losses and scores must be equally many and at least 1, got 4 and 1", error.getMessage());
  }
}

package io.diglm.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class HistogramTest {

  @Test
  void countsByBinAndKeepsTheUpperEnd() {
    double[] values = {0, 0.5, 1, 3.9, 4, -1, 9, Double.NaN};
    Histogram histogram = Histogram.of(values, new Range(0, 4), 4);
    assertArrayEquals(new long[] {2, 1, 0, 2}, histogram.counts());
    assertEquals(3, histogram.outside());
  }

  @Test
  void outlineEnclosesTheShareOfTheValuesInside() {
    Layer outline =
        Histogram.of(new double[] {1, 2, 2, 7, 30}, new Range(0, 10), 5).outline("", Ink.FIRST);
    double area = 0;
    for (int i = 1; i < outline.x().length; i++) {
      area += (outline.x()[i] - outline.x()[i - 1]) * outline.y()[i];
    }
    assertEquals(0.8, area, 1e-12);
  }

  @Test
  void noValuesHaveNoHeight() {
    Histogram none = Histogram.of(new double[0], new Range(0, 1), 3);
    assertEquals(0, none.density(1));
    assertEquals(0, none.highest());
  }

  @Test
  void outlineNeverTurnsBack() {
    for (double high = 0.01; high < 10; high += 0.0137) {
      Histogram histogram = Histogram.of(new double[] {0}, new Range(-9.894, high), 12);
      double[] x = histogram.outline("", Ink.FIRST).x();
      for (int i = 1; i < x.length; i++) {
        assertTrue(x[i] >= x[i - 1], "to " + high);
      }
    }
  }
}

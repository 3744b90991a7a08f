package io.diglm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AxisTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.2, 0.2",
    "-40, 20, -20, −20",
    "0, 250000, 50000, 50000",
    "0, 3e9, 2e9, 2E9",
    "0, 5e-7, 1e-7, 1E−7"
  })
  void labelUndoesScaling(double low, double high, double value, String label) {
    Axis axis = new Axis("", new Range(low, high));
    assertEquals(label, axis.label(axis.scaled(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5, 5",
    "1e15, 1e15",
    "-1e299, -1e299",
    "4.9e-324, 4.9e-324",
    "1, 1.0000000001"
  })
  void emptyStretchIsWidened(double low, double high) {
    Axis axis = new Axis("", new Range(low, high));
    assertTrue(axis.range().low() < low && high < axis.range().high(), axis.range().toString());
    double width = axis.scaled(axis.range().high()) - axis.scaled(axis.range().low());
    assertEquals(5.5, width, 4.6);
  }

  @Test
  void wholeAxisIsLabelledAtWholeNumbersOnly() {
    Axis epochs = new Axis("epoch", new Range(1, 3), true);
    assertEquals("2", epochs.label(epochs.scaled(2)));
    assertEquals("", epochs.label(epochs.scaled(1.5)));
  }

  @Test
  void rangeOfMostLeavesOutWhatWouldFlattenTheRest() {
    double[] values = new double[101];
    for (int i = 0; i < 100; i++) {
      values[i] = i;
    }
    values[100] = 1e6;
    assertEquals(new Range(0, 330), Range.ofMost(values));
    assertEquals(new Range(0, 1e6), Range.of(values));
  }

  @Test
  void rangeSkipsWhatIsNotFinite() {
    assertEquals(new Range(1, 2), Range.of(Double.NaN, 2, Double.NEGATIVE_INFINITY, 1));
    assertEquals(new Range(0, 1), Range.of(Double.NaN));
  }
}

package io.diglm.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HingesTest {
  /** Of the second dimension from -1 to 1, and of the first from 0 to 0.5. */
  private static final Hinges TWO =
      new Hinges(new float[] {1, 2, 0.5f, -1.5f, 2.5f, 0, 4, 0, 0, 2});

  @Test
  void featuresFollowTheRowAndBendAtBothEnds() {
    float[] lifted = TWO.lifted(new float[] {0.25f, 0.5f, -1, 3, 7, -2}, 2);
    assertArrayEquals(new float[] {0.25f, 0.5f, 1.5f, 1, -1, 3, 2.5f, 0, 7, -2, -1.5f, 2}, lifted);
  }

  @Test
  void foldedDerivativesAreThoseOfDifferences() {
    float[] by = {0.3f, -0.7f, 1.1f, 0.4f, 0.3f, -0.7f, 1.1f, 0.4f};
    float[] v = {0.25f, 0.5f, 1.5f, -3};
    float[] folded = TWO.folded(by, v, 2);
    float step = 1f / 64;
    for (int i = 0; i < v.length; i++) {
      float[] more = v.clone();
      float[] less = v.clone();
      more[i] += step;
      less[i] -= step;
      double difference =
          (dot(TWO.lifted(more, 2), by) - dot(TWO.lifted(less, 2), by)) / (2 * step);
      assertEquals(difference, folded[i], 1e-4);
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "0 Infinity 0 -1 1, 'hinges must be finite, got one with Infinity'",
    "0 1 -Infinity -1 1, 'hinges must be finite, got one with -Infinity'",
    "0 1 0 -Infinity 1, 'hinges must be finite, got one with -Infinity'",
    "0 1 0 -1 NaN, 'hinges must be finite, got one with NaN'",
    "0 1 0 2 1, 'hinges must rise from low to high, got one from 2.0 to 1.0'",
    "NaN 1 0 -1 1, 'hinges must be of dimensions 0 to 1, got one of NaN'"
  })
  void aFeatureIsOfNumbers(String numbers, String message) {
    String[] texts = numbers.split(" ", -1);
    float[] values = new float[texts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(texts[i]);
    }
    NamedWeights weights =
        new NamedWeights(Map.of(Hinges.TENSOR, TensorData.of(values, 1, Hinges.NUMBERS)));
    UnusableFileException thrown =
        assertThrows(UnusableFileException.class, () -> Hinges.of(weights, 1, 2));
    assertEquals(message, thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 2, 0.5f, Float.POSITIVE_INFINITY, 1e9f})
  void aFeatureIsOfADimensionThatThereIs(float axis) {
    NamedWeights weights =
        new NamedWeights(
            Map.of(Hinges.TENSOR, TensorData.of(new float[] {axis, 1, 0, -1, 1}, 1, 5)));
    UnusableFileException thrown =
        assertThrows(UnusableFileException.class, () -> Hinges.of(weights, 1, 2));
    assertEquals("hinges must be of dimensions 0 to 1, got one of " + axis, thrown.getMessage());
  }
}

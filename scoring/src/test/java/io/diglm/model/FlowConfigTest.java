package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class FlowConfigTest {
  @Test
  void refusesNumbersOutOfRange() {
    assertRefused("layers must be at least 0, got -1", () -> flow(-1, 8, 1, 0, 0, 2, 8));
    assertRefused("hidden must be at least 1, got 0", () -> flow(1, 0, 1, 0, 0, 2, 8));
    assertRefused("depth must be at least 0, got -1", () -> flow(1, 8, -1, 0, 0, 2, 8));
    assertRefused("frequencies must be at least 0, got -1", () -> flow(1, 8, 1, -1, 0, 2, 8));
    assertRefused("bins must be at least 2, got 1", () -> flow(1, 8, 1, 0, 0, 2, 1));
    assertRefused(
        "frequency-scale must be positive and finite, got 0.0", () -> flow(1, 8, 1, 4, 0, 2, 8));
    assertRefused(
        "log-scale-bound must be positive and finite, got NaN",
        () -> flow(1, 8, 1, 0, 0, Double.NaN, 8));
  }

  @Test
  void keepsWhatItIsGiven() {
    assertEquals(0, flow(1, 8, 0, 0, 0, 2, 8).frequencies());
  }

  @Test
  void anotherWidthLeavesTheRestAsItIs() {
    FlowConfig images = flow(4, 8, 2, 0, 0, 2, 8).forImages(2, 3);
    assertEquals(images, images.hidden(5).hidden(8));
    assertEquals(5, images.hidden(5).hidden());
  }

  private static FlowConfig flow(
      int layers,
      int hidden,
      int depth,
      int frequencies,
      double frequencyScale,
      double bound,
      int bins) {
    return FlowConfig.ofRows()
        .architecture(Architecture.SPLINE)
        .layers(layers)
        .hidden(hidden)
        .depth(depth)
        .activation(Activation.SILU)
        .frequencies(frequencies)
        .frequencyScale(frequencyScale)
        .logScaleBound(bound)
        .bins(bins);
  }

  private static void assertRefused(String message, Executable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body).getMessage());
  }
}

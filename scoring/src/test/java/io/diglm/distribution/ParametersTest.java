package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class ParametersTest {
  @Test
  void refusesWhatNoDistributionHas() {
    assertRefused("sd must be positive and finite, got 0.0", () -> new Normal(0, 0));
    assertRefused("mean must be finite, got NaN", () -> new Normal(Double.NaN, 1));
    assertRefused("nu must be above 2 and finite, got 2.0", () -> new StudentT(0, 1, 2));
    assertRefused("mean must be positive and finite, got -1.0", () -> new Gamma(-1, 1));
    assertRefused("mean must be positive and finite, got NaN", () -> new Poisson(Double.NaN));
    assertRefused("log-odds must be finite, got Infinity", () -> new Bernoulli(1 / 0.0));
    assertRefused(
        "alpha must be positive and finite, got Infinity", () -> new NegativeBinomial(1, 1 / 0.0));
    assertRefused(
        "sds must have 2 values, got 1",
        () -> NormalMixture.ofLogits(new double[2], new double[2], new double[1]));
  }

  @Test
  void impossibleValuesHaveNoDensity() {
    assertEquals(Double.NEGATIVE_INFINITY, new Gamma(1, 1).logDensity(0));
    assertEquals(Double.NEGATIVE_INFINITY, new Poisson(1).logDensity(0.5));
    assertEquals(Double.NEGATIVE_INFINITY, new NegativeBinomial(1, 1).logDensity(-1));
  }

  private static void assertRefused(String message, Executable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body).getMessage());
  }
}

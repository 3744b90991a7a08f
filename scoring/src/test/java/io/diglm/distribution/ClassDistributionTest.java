package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class ClassDistributionTest {
  @Test
  void softmaxGivesTheProbabilities() {
    Categorical d = Categorical.ofLogits(Math.log(2) + 700, Math.log(1) + 700, Math.log(5) + 700);
    assertEquals(0.25, d.probability(0), 1e-12);
    assertEquals(0.625, d.probability(2), 1e-12);
    assertEquals(2, d.mode());
  }

  @Test
  void crpsOfACategoricalIsHalfTheBrierScore() {
    Categorical d = Categorical.ofLogits(Math.log(2), Math.log(1), Math.log(5));
    double expected = (0.25 * 0.25 + 0.875 * 0.875 + 0.625 * 0.625) / 2;
    assertEquals(expected, d.crps(1), 1e-12);
  }

  @Test
  void twoClassesScoreAsABernoulli() {
    Categorical two = Categorical.ofLogits(0, 1.7);
    Bernoulli one = new Bernoulli(1.7);
    for (int y = 0; y < 2; y++) {
      assertEquals(one.crps(y), two.crps(y), 1e-15);
      assertEquals(one.logDensity(y), two.logDensity(y), 1e-15);
    }
    assertEquals(one.entropy(), two.entropy(), 1e-15);
    assertEquals(one.sd(), two.sd(), 1e-15);
  }

  @Test
  void entropyOfEqualClassesIsTheLogOfTheirNumber() {
    assertEquals(Math.log(3), Categorical.ofLogits(4, 4, 4).entropy(), 1e-15);
  }

  @Test
  void firstOfEqualClassesIsTheMode() {
    assertEquals(0, new Bernoulli(0).mode());
  }

  @Test
  void rareOutcomeOfASureBernoulliKeepsItsLogProbability() {
    assertEquals(-30 - Math.exp(-30), new Bernoulli(30).logDensity(0), 1e-14);
  }

  @Test
  void unknownClassIsImpossible() {
    assertEquals(Double.NEGATIVE_INFINITY, Categorical.ofLogits(0, 0).logDensity(2));
    assertEquals(Double.NEGATIVE_INFINITY, Categorical.ofLogits(0, 0).logDensity(-1));
    assertEquals(Double.NEGATIVE_INFINITY, new Bernoulli(0).logDensity(0.5));
  }

  @Test
  void refusesProbabilitiesThatDoNotSumToOne() {
    double[] half = {Math.log(0.25), Math.log(0.25)};
    var error = assertThrows(IllegalArgumentException.class, () -> new Categorical(half));
    assertEquals("probabilities must sum to 1, got 0.5", error.getMessage());
  }

  @Test
  void refusesASingleClass() {
    var error = assertThrows(IllegalArgumentException.class, () -> Categorical.ofLogits(1));
    assertEquals("classes must be at least 2, got 1", error.getMessage());
  }
}

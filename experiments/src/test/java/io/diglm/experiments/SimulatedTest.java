package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SimulatedTest {

  @Test
  void theTruthsDensityHasAnAreaOfOne() {
    double[] x = Curve.points(-9, 9, 3601);
    double area = 0;
    for (double at : x) {
      area += Math.exp(Truth.density().logDensity(at)) * 18 / 3600;
    }
    assertEquals(1, area, 1e-6);
  }

  @Test
  void noiseIsLargeInTheMiddleOnly() {
    assertEquals(20, Truth.answer(0).sd(), 1e-6);
    assertEquals(3, Truth.answer(4).sd(), 1e-3);
    assertEquals(64, Truth.answer(4).mean(), 1e-9);
  }

  @Test
  void aShortRunMeasuresEveryModel() {
    SimulatedSeed seed = SimulatedSeed.run(1, 60, 200, 2, 40);
    assertTrue(seed.trueY() > seed.processY(), "the truth is best");
    assertTrue(seed.trueX() > seed.kernelX(), "the truth is best");
    assertTrue(Double.isFinite(seed.hybrid().y()) && Double.isFinite(seed.hybrid().x()));
    assertEquals(SimulatedSeed.GRID.length, seed.hybrid().logDensity().length);
    assertEquals(2, SimulatedPicture.of(seed).panels().get(0).layers().size() - 1);
  }

  @Test
  void halfMoonsHaveAnAreaOfOneHalfEach() {
    HalfMoons moons = new HalfMoons(0.1);
    double area = 0;
    for (double x1 : Curve.points(-2, 3, 251)) {
      for (double x2 : Curve.points(-1.5, 2, 176)) {
        area += moons.density(x1, x2, true) * 0.02 * 0.02;
      }
    }
    assertEquals(0.5, area, 1e-6);
  }
}

package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.Categorical;
import org.junit.jupiter.api.Test;

final class ReliabilityTest {
  @Test
  void eceIsTheWeightedGapOfTheBins() {
    Reliability reliability = new Reliability();
    Bernoulli sure = new Bernoulli(Math.log(9)); // confidence 0.9
    Categorical torn = Categorical.ofLogits(0, 0, 0); // confidence 1/3
    reliability.add(sure, 1);
    reliability.add(sure, 0);
    reliability.add(torn, 0);
    reliability.add(torn, 0);
    assertEquals((2 * 0.4 + 2 * (2 / 3.0)) / 4, reliability.ece(), 1e-12);
    Reliability.Bin last = reliability.bins().get(1);
    assertEquals(13 / 15.0, last.from(), 1e-15);
    assertEquals(14 / 15.0, last.to(), 1e-15);
    assertEquals(2, last.rows());
    assertEquals(0.9, last.confidence(), 1e-12);
    assertEquals(0.5, last.accuracy());
  }

  @Test
  void certaintyFallsIntoTheLastBin() {
    Reliability reliability = new Reliability();
    reliability.add(Categorical.ofLogits(1000, 0), 0);
    assertEquals(1, reliability.bins().get(0).to());
    assertEquals(0, reliability.ece());
  }
}

package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SurpriseTest {
  @Test
  void increasesWithTheScoreFarBeyondTheRows() {
    SplittableRandom random = new SplittableRandom(5);
    Surprise surprise =
        Surprise.of(IntStream.range(0, 500).mapToDouble(i -> random.nextGaussian()).toArray());
    double last = 0;
    for (double score = -5; score < 50; score += 0.01) {
      double nats = surprise.nats(score);
      assertTrue(nats >= last, score + ": " + nats + " after " + last);
      last = nats;
    }
    assertTrue(last > 50, "" + last);
  }

  @Test
  void ofExponentialScoresIsTheScore() {
    Surprise surprise =
        Surprise.of(
            IntStream.range(0, 4000).mapToDouble(i -> -Math.log((i + 0.5) / 4000)).toArray());
    for (double score = 0.1; score < 12; score += 0.1) {
      assertEquals(score, surprise.nats(score), 0.02 * score, "" + score);
    }
  }

  @Test
  void equalScoresAreTakenAsTheyAre() {
    Surprise surprise = Surprise.of(new double[10]);
    assertTrue(surprise.nats(0) < Math.log(10) && surprise.nats(0) > 0);
    assertTrue(surprise.nats(1) > surprise.nats(0));
    assertEquals(Double.POSITIVE_INFINITY, surprise.nats(Double.NaN));
  }
}

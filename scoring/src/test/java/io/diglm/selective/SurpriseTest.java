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

  /** Model files keep scores in the rounding of the version that wrote them. */
  @Test
  void aScoreThatRoundingMovedStaysAmongThoseItTiesWith() {
    double[] kept = new double[100];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = 3 + i / 25;
    }
    Surprise rounded = Surprise.ofRounded(kept);
    for (double score : new double[] {3, 4, 5, 6}) {
      for (double moved : new double[] {score * (1 - 4e-7), score * (1 + 4e-7)}) {
        assertEquals(rounded.nats(score), rounded.nats(moved), 0, "score " + moved);
      }
    }
    assertTrue(rounded.nats(4 + 1e-4) > rounded.nats(4), "a score of its own is not moved");
    Surprise exact = new Surprise(kept);
    assertEquals(exact.nats(4), rounded.nats(4), 0);
    assertTrue(exact.nats(4 * (1 + 4e-7)) > exact.nats(4) + 0.1);
  }
}

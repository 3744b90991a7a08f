package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DrawsTest {
  private static final int[] ALL = IntStream.range(0, 200).toArray();

  @Test
  void everyRowCountsForItsDensityOnceAnEpoch() {
    for (int labelled : new int[] {0, 1, 6, 30, 120, 200}) {
      int[] order = draws(labelled, 0.5).order(new SplittableRandom(1));
      assertArrayEquals(ALL, IntStream.of(order).filter(Draws::first).sorted().toArray());
      assertEquals(draws(labelled, 0.5).length(), order.length);
    }
  }

  @Test
  void fewLabelledRowsAreTheirShareOfEveryStretch() {
    int[] order = draws(6, 0.25).order(new SplittableRandom(1));
    for (int from = 0; from + 40 <= order.length; from += 40) {
      long asks =
          Arrays.stream(order, from, from + 40).map(Draws::row).filter(row -> row < 6).count();
      assertEquals(10.0, (double) asks, 1.0);
    }
    long[] times = new long[6];
    IntStream.of(order).map(Draws::row).filter(row -> row < 6).forEach(row -> times[row]++);
    assertTrue(
        Arrays.stream(times).max().orElseThrow() - Arrays.stream(times).min().orElseThrow() <= 1);
  }

  @Test
  void enoughLabelledRowsAreDrawnOnce() {
    assertEquals(200, draws(120, 0.5).length());
    assertEquals(200, draws(6, 0).length());
  }

  private static Draws draws(int labelled, double share) {
    return new Draws(
        ALL.clone(),
        IntStream.range(0, labelled).toArray(),
        IntStream.range(labelled, ALL.length).toArray(),
        share);
  }
}

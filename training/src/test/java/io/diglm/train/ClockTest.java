package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ClockTest {
  private static final long TEN_SECONDS = 10_000_000_000L;

  @Test
  void aPartOfWhatIsLeftStartsAnew() {
    Clock whole = new Clock(System.nanoTime() - TEN_SECONDS, 1e6);
    for (int parts = 1; parts <= 3; parts++) {
      Clock part = whole.part(parts);
      assertEquals((1e6 - 10) / parts, part.limit(), 5);
      assertTrue(part.share() < whole.share(), "the last part too");
    }
  }

  @Test
  void aPartOfNoLimitHasNone() {
    Clock whole = new Clock(System.nanoTime() - TEN_SECONDS, Double.POSITIVE_INFINITY);
    assertEquals(Double.POSITIVE_INFINITY, whole.part(1).limit());
    assertEquals(0, whole.part(1).share());
  }
}

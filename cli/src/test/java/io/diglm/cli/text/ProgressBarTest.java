package io.diglm.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private final StringWriter shown = new StringWriter();
  private final ProgressBar bar = new ProgressBar(new PrintWriter(shown), 100, Duration.ofHours(2));

  @Test
  void showsHowFarItIs() {
    bar.step(25, 100, 1.5, 12_345);
    String line = shown.toString().strip();
    assertTrue(line.startsWith(" 25% [##------] ") || line.startsWith("25% [##------] "), line);
    assertTrue(line.endsWith("left, epoch 1, step 25 of 100, 12k rows/s, loss 1.500"), line);
  }

  @Test
  void writesAtMostTenTimesASecond() {
    for (int step = 1; step <= 10_000; step++) {
      bar.step(step, 10_000, 1, 1);
    }
    assertTrue(shown.toString().chars().filter(c -> c == '\r').count() < 50);
  }

  @Test
  void staysWithinTheTerminal() {
    ProgressBar narrow = new ProgressBar(new PrintWriter(shown), 40, Duration.ZERO);
    narrow.step(1, 1_000_000, 123.456, 1e9);
    assertEquals(1 + 39, shown.toString().length());
  }

  @Test
  void leavesNothingBehindWhenItWarns() {
    bar.stage("training");
    bar.warning("step skipped");
    String blank = "\r" + " ".repeat(99) + "\r";
    assertTrue(shown.toString().endsWith(blank + "warning: step skipped" + System.lineSeparator()));
  }
}

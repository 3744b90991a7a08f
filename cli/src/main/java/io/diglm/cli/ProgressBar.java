package io.diglm.cli;

import io.diglm.train.EpochRecord;
import io.diglm.train.FitListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Progress as one line that is written over, at most ten times a second, for terminals. */
final class ProgressBar implements FitListener {
  private static final int WIDTH = 79;
  private static final int BAR = 8;
  private static final long PAUSE_NANOS = 100_000_000;

  private final PrintWriter err;
  private final double limitSeconds;
  private final long start = System.nanoTime();
  private long shown = start - PAUSE_NANOS;
  private long firstNanos;
  private long firstStep = -1;
  private int epoch = 1;
  private double validationNll = Double.NaN;
  private boolean dirty;

  /** A bar for a fit that ends within the limit; zero for none. */
  ProgressBar(PrintWriter err, Duration limit) {
    this.err = err;
    limitSeconds = limit.isZero() ? Double.POSITIVE_INFINITY : limit.toMillis() / 1e3;
  }

  @Override
  public void stage(String what) {
    write(what + " ...");
  }

  @Override
  public void step(long step, long steps, double loss, double rowsPerSecond) {
    long now = System.nanoTime();
    if (firstStep < 0) {
      firstStep = step - 1;
      firstNanos = now;
    }
    if (now - shown < PAUSE_NANOS) {
      return;
    }
    shown = now;
    String nll = Double.isNaN(validationNll) ? "" : format(" NLL %.3f", validationNll);
    write(
        format(
                "%3d%% [%s] epoch %d step %d/%d ",
                share(step, steps), bar(step, steps), epoch, step, steps)
            + format(
                "%s rows/s loss %.3f%s ETA %s",
                rate(rowsPerSecond), loss, nll, eta(step, steps, now)));
  }

  @Override
  public void epoch(EpochRecord record) {
    epoch = record.epoch() + 1;
    validationNll = record.validationNll();
  }

  @Override
  public void warning(String line) {
    clear();
    err.println("warning: " + line);
  }

  /** Clears the line, for what follows. */
  void clear() {
    if (dirty) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
      dirty = false;
    }
  }

  private void write(String line) {
    String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    err.print("\r" + cut + " ".repeat(WIDTH - cut.length()));
    err.flush();
    dirty = true;
  }

  private String eta(long step, long steps, long now) {
    double perStep = (now - firstNanos) / 1e9 / Math.max(1, step - firstStep);
    double left = Math.min(perStep * (steps - step), limitSeconds - (now - start) / 1e9);
    long seconds = Math.max(0, Math.round(left));
    return seconds >= 3600
        ? format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : format("%d:%02d", seconds / 60, seconds % 60);
  }

  private static long share(long step, long steps) {
    return 100 * step / Math.max(1, steps);
  }

  private static String bar(long step, long steps) {
    int full = (int) (BAR * step / Math.max(1, steps));
    return "#".repeat(full) + "-".repeat(BAR - full);
  }

  private static String rate(double rowsPerSecond) {
    return rowsPerSecond < 10_000
        ? format("%.0f", rowsPerSecond)
        : format("%.0fk", rowsPerSecond / 1000);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

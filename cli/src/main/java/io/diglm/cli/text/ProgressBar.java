package io.diglm.cli.text;

import io.diglm.train.EpochRecord;
import io.diglm.train.FitListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows progress on a terminal, as one line that is overwritten at most ten times a second. */
public final class ProgressBar implements FitListener {
  private static final int BAR = 8;
  private static final long PAUSE_NANOS = 100_000_000;

  private final PrintWriter err;
  private final int width;
  private final double limitSeconds;
  private final long start = System.nanoTime();
  private long shown = start - PAUSE_NANOS;
  private long firstNanos;
  private long firstStep = -1;
  private int epoch = 1;
  private double validationNll = Double.NaN;
  private boolean dirty;

  /**
   * Makes a bar for a terminal and a fit.
   *
   * @param err the terminal
   * @param columns width of the terminal
   * @param limit the time limit of the fit; zero for none
   */
  public ProgressBar(PrintWriter err, int columns, Duration limit) {
    this.err = err;
    // A full last column would make some terminals begin a new line.
    width = Math.max(20, columns - 1);
    limitSeconds = limit.isZero() ? Double.POSITIVE_INFINITY : limit.toMillis() / 1e3;
  }

  @Override
  public void stage(String what) {
    write(Printable.of(what) + " ...");
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
    String nll = Double.isNaN(validationNll) ? "" : format(", NLL %.3f", validationNll);
    String where = format("epoch %d, step %d of %d", epoch, step, steps);
    String speed = format("%s rows/s, loss %.3f%s", rate(rowsPerSecond), loss, nll);
    write(
        format("%3d%% [%s] ", 100 * step / Math.max(1, steps), bar(step, steps))
            + format("%s left, %s, %s", left(step, steps, now), where, speed));
  }

  @Override
  public void epoch(EpochRecord record) {
    epoch = record.epoch() + 1;
    validationNll = record.validationNll();
  }

  @Override
  public void warning(String line) {
    clear();
    err.println("warning: " + Printable.of(line));
  }

  /** Clears the line for the next output. */
  public void clear() {
    if (dirty) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      dirty = false;
    }
  }

  private void write(String line) {
    String cut = line.length() > width ? line.substring(0, width) : line;
    err.print("\r" + cut + " ".repeat(width - cut.length()));
    err.flush();
    dirty = true;
  }

  private String left(long step, long steps, long now) {
    double perStep = (now - firstNanos) / 1e9 / Math.max(1, step - firstStep);
    double left = Math.min(perStep * (steps - step), limitSeconds - (now - start) / 1e9);
    long seconds = Math.max(0, Math.round(left));
    return seconds >= 3600
        ? format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : format("%d:%02d", seconds / 60, seconds % 60);
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

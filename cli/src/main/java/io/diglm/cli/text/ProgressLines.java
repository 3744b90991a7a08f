package io.diglm.cli.text;

import io.diglm.train.EpochRecord;
import io.diglm.train.FitListener;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows progress as plain lines, for logs: epochs 1, 2, 5, 10, 20, 50 and so on, and at least one
 * line per minute.
 */
public final class ProgressLines implements FitListener {
  private static final double SILENCE_SECONDS = 60;

  private final PrintWriter err;
  private double lastSeconds;

  /**
   * Makes it for a log.
   *
   * @param err the log
   */
  public ProgressLines(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void stage(String what) {
    err.println(Printable.of(what));
  }

  @Override
  public void epoch(EpochRecord record) {
    if (!shown(record)) {
      return;
    }
    lastSeconds = record.seconds();
    err.printf(
        Locale.ROOT,
        "epoch %d, step %d, %.0f s: loss %.4f, validation loss %.4f%s, log p(x) of the flow %.4f%n",
        record.epoch(),
        record.step(),
        record.seconds(),
        record.trainLoss(),
        record.validationLoss(),
        nll(record.validationNll()),
        record.validationLogDensity());
  }

  private boolean shown(EpochRecord record) {
    int leading = record.epoch();
    while (leading % 10 == 0) {
      leading /= 10;
    }
    boolean round = leading == 1 || leading == 2 || leading == 5;
    return round || record.seconds() - lastSeconds >= SILENCE_SECONDS;
  }

  private static String nll(double mean) {
    return Double.isNaN(mean) ? "" : String.format(Locale.ROOT, ", NLL %.4f", mean);
  }

  @Override
  public void warning(String line) {
    err.println("warning: " + Printable.of(line));
  }
}

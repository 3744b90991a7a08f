package io.diglm.cli;

import io.diglm.train.EpochRecord;
import io.diglm.train.FitListener;
import java.io.PrintWriter;
import java.util.Locale;

/** Progress as plain lines, one an epoch, for logs. */
final class ProgressLines implements FitListener {
  private final PrintWriter err;

  ProgressLines(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void stage(String what) {
    err.println(Printable.of(what));
  }

  @Override
  public void epoch(EpochRecord record) {
    err.printf(
        Locale.ROOT,
        "epoch %d, step %d, %.0f s: loss %.4f, validation loss %.4f%s, log p(x) %.4f%n",
        record.epoch(),
        record.step(),
        record.seconds(),
        record.trainLoss(),
        record.validationLoss(),
        nll(record.validationNll()),
        record.validationLogDensity());
  }

  private static String nll(double mean) {
    return Double.isNaN(mean) ? "" : String.format(Locale.ROOT, ", NLL %.4f", mean);
  }

  @Override
  public void warning(String line) {
    err.println("warning: " + Printable.of(line));
  }
}

package io.diglm.cli;

import io.diglm.train.EpochRecord;
import io.diglm.train.FitListener;

/** Passes all events on to the progress display, and ends the fit when it is interrupted. */
record Watched(FitListener shown, Interruption interruption) implements FitListener {
  @Override
  public void stage(String what) {
    if (what.equals("training")) {
      interruption.modelExists();
    }
    shown.stage(what);
  }

  @Override
  public void step(long step, long steps, double loss, double rowsPerSecond) {
    shown.step(step, steps, loss, rowsPerSecond);
  }

  @Override
  public void epoch(EpochRecord record) {
    shown.epoch(record);
  }

  @Override
  public void warning(String line) {
    shown.warning(line);
  }

  @Override
  public boolean stopRequested() {
    return interruption.requested();
  }
}

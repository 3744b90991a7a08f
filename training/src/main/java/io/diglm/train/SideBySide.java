package io.diglm.train;

/**
 * Hears networks that train at once, one call at a time: the steps and epochs of the first of them,
 * and the warnings of all.
 */
final class SideBySide implements FitListener {
  private final FitListener listener;

  SideBySide(FitListener listener) {
    this.listener = listener;
  }

  /** Returns what hears the networks after the first. */
  FitListener others() {
    return new FitListener() {
      @Override
      public void warning(String line) {
        SideBySide.this.warning(line);
      }

      @Override
      public boolean stopRequested() {
        return SideBySide.this.stopRequested();
      }
    };
  }

  @Override
  public synchronized void stage(String what) {
    listener.stage(what);
  }

  @Override
  public synchronized void step(long step, long steps, double loss, double rowsPerSecond) {
    listener.step(step, steps, loss, rowsPerSecond);
  }

  @Override
  public synchronized void epoch(EpochRecord record) {
    listener.epoch(record);
  }

  @Override
  public synchronized void warning(String line) {
    listener.warning(line);
  }

  @Override
  public synchronized boolean stopRequested() {
    return listener.stopRequested();
  }
}

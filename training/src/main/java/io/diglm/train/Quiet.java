package io.diglm.train;

/** Hears only the request to stop. */
record Quiet(FitListener listener) implements FitListener {
  @Override
  public boolean stopRequested() {
    return listener.stopRequested();
  }
}

package io.diglm.benchmarks;

import io.diglm.train.EpochRecord;
import io.diglm.train.FitListener;
import java.util.Arrays;

/** Hears a fit and notes how long each step took, and what memory the process held at some. */
final class StepTimes implements FitListener {
  private final int wanted;
  private final double[] milliseconds;
  private final long[] marks;
  private final long[] residentKib;
  private int count;
  private int marked;
  private long last;

  /**
   * Prepares to note.
   *
   * @param wanted steps after which the fit is to stop
   * @param marks steps, ascending, at which memory is noted
   */
  StepTimes(int wanted, long... marks) {
    this.wanted = wanted;
    this.marks = marks;
    milliseconds = new double[wanted];
    residentKib = new long[marks.length];
  }

  @Override
  public void step(long step, long steps, double loss, double rowsPerSecond) {
    long now = System.nanoTime();
    // The first step of an epoch waits for the shuffle, and for the validation before it.
    if (last != 0 && count < wanted) {
      milliseconds[count++] = (now - last) / 1e6;
    }
    if (marked < marks.length && step >= marks[marked]) {
      residentKib[marked++] = Memory.residentKib();
    }
    last = System.nanoTime();
  }

  @Override
  public void epoch(EpochRecord record) {
    last = 0;
  }

  @Override
  public boolean stopRequested() {
    return count >= wanted && marked >= marks.length;
  }

  /** Returns the median time of a step in milliseconds. */
  double median() {
    double[] sorted = Arrays.copyOf(milliseconds, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  /** Returns the resident memory at the marks, in KiB. */
  long[] residentKib() {
    return residentKib;
  }
}

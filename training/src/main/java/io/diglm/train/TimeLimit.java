package io.diglm.train;

import java.time.Duration;

/**
 * How long a fit and what follows it may take in all, counted from when this was made. Training
 * leaves a quarter of it, at most half a minute, to what follows; what does not fit there is done
 * on fewer rows or left out, with a warning.
 */
public final class TimeLimit {
  /** No limit. */
  public static final TimeLimit NONE = new TimeLimit(Double.POSITIVE_INFINITY);

  private static final double RESERVED_SHARE = 0.25;
  private static final double MOST_RESERVED = 30;

  private final long start = System.nanoTime();
  private final double seconds;

  private TimeLimit(double seconds) {
    this.seconds = seconds;
  }

  /**
   * {@return a limit that counts from now}
   *
   * @param limit the whole of it; zero for none
   */
  public static TimeLimit of(Duration limit) {
    return limit.isZero() ? NONE : new TimeLimit(limit.toNanos() / 1e9);
  }

  /** {@return whether there is a limit} */
  public boolean limited() {
    return Double.isFinite(seconds);
  }

  /** {@return whether the time is up} */
  public boolean over() {
    return left() <= 0;
  }

  /** {@return the seconds that are left; infinite without a limit, negative once it is over} */
  public double left() {
    return limited() ? seconds - (System.nanoTime() - start) / 1e9 : seconds;
  }

  /**
   * {@return a limit that counts from now and has a share of what is left}
   *
   * @param share of the time that is left, in (0, 1]
   */
  public TimeLimit part(double share) {
    return limited() ? new TimeLimit(Math.max(0, share * left())) : NONE;
  }

  /** Returns the time of training, which began when this was made. */
  Clock training() {
    return new Clock(start, seconds - Math.min(RESERVED_SHARE * seconds, MOST_RESERVED));
  }
}

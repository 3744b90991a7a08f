package io.diglm.train;

import java.time.Duration;

/** Time since a fit began, against its limit. */
final class Clock {
  private final long start;
  private final double limitSeconds;
  private double rate;
  private long last;

  /** Time from now on; a limit of zero is none. */
  Clock(Duration limit) {
    this(System.nanoTime(), limit.isZero() ? Double.POSITIVE_INFINITY : limit.toNanos() / 1e9);
  }

  /** Time that began so many seconds ago, perhaps on another machine; a limit of zero is none. */
  static Clock started(double seconds, Duration limit) {
    double most = limit.isZero() ? Double.POSITIVE_INFINITY : limit.toNanos() / 1e9;
    return new Clock(System.nanoTime() - (long) (seconds * 1e9), most);
  }

  /** Time from {@code start} on, as {@link System#nanoTime} counts it. */
  Clock(long start, double limitSeconds) {
    this.start = start;
    this.limitSeconds = limitSeconds;
    last = start;
  }

  /** Returns a clock of one of so many equal parts of what is left, from now on. */
  Clock part(int of) {
    return new Clock(System.nanoTime(), Math.max(0, limitSeconds - seconds()) / of);
  }

  /** Returns the limit in seconds, infinite if there is none. */
  double limit() {
    return limitSeconds;
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the share of the limit that has passed; 0 without a limit. */
  double share() {
    return seconds() / limitSeconds;
  }

  /** Returns a running average of the rate, given rows done since the last call. */
  double rowsPerSecond(int rows) {
    long now = System.nanoTime();
    double current = rows / Math.max(1e-9, (now - last) / 1e9);
    last = now;
    rate = rate == 0 ? current : 0.95 * rate + 0.05 * current;
    return rate;
  }
}

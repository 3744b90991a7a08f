package io.diglm.config;

import io.diglm.gradient.Device;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import java.time.Duration;

/**
 * Where a fit runs, how long, and by what chance.
 *
 * @param timeLimit bound on the time of the fit; zero for none
 * @param threads Java threads that share a batch
 * @param seed of every random act
 * @param device where models of images are trained
 */
public record RunSettings(Duration timeLimit, int threads, long seed, Device device) {

  /** Checks ranges. */
  public RunSettings {
    Require.given("time-limit", timeLimit);
    Require.given("device", device);
    Require.that(!timeLimit.isNegative(), "time-limit", "not be negative", timeLimit);
    Require.that(threads >= 1 && threads <= 256, "threads", "be between 1 and 256", threads);
  }

  /** Returns the defaults. */
  public static RunSettings defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new RunSettings(
        /* timeLimit= */ Duration.ZERO, Math.min(256, cores), /* seed= */ 1, Device.current());
  }

  /** Returns the same with another timeLimit. */
  public RunSettings timeLimit(Duration timeLimit) {
    return Changed.of(this, "timeLimit", timeLimit);
  }

  /** Returns the same with another threads. */
  public RunSettings threads(int threads) {
    return Changed.of(this, "threads", threads);
  }

  /** Returns the same with another seed. */
  public RunSettings seed(long seed) {
    return Changed.of(this, "seed", seed);
  }

  /** Returns the same with another device. */
  public RunSettings device(Device device) {
    return Changed.of(this, "device", device);
  }
}

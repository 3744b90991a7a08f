package io.diglm.config;

import io.diglm.gradient.Device;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.time.Duration;

/**
 * Where a fit runs, for how long, and with which seed.
 *
 * @param timeLimit bound on the time of the fit; zero for none
 * @param threads Java threads that share a batch
 * @param seed of every random act
 * @param device where models of images are trained
 */
public record RunSettings(
    @Setting(
            value = "TIME",
            help =
                "Time limit for the whole fit, including its report, such as 90s, 10m or 1h30m. "
                    + "Work for which there is no time is done on fewer rows or left out, with a "
                    + "warning. Default: none.")
        Duration timeLimit,
    @Setting(
            value = "N",
            help = "Number of threads that share a batch. Default: the number of cores.")
        int threads,
    @Setting(value = "N", help = "Seed of everything random. Default: {default}.") long seed,
    @Setting(
            value = "cpu|cuda",
            help =
                "The processor for training and for images. cuda is an NVIDIA GPU and needs a "
                    + "build with -Pcuda. Default: cpu.")
        Device device) {

  /** Checks ranges. */
  public RunSettings {
    Require.given("time-limit", timeLimit);
    Require.given("device", device);
    Require.that(!timeLimit.isNegative(), "time-limit", "not be negative", timeLimit);
    Require.that(threads >= 1 && threads <= 256, "threads", "be between 1 and 256", threads);
  }

  /** {@return the defaults} */
  public static RunSettings defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new RunSettings(
        /* timeLimit= */ Duration.ZERO, Math.min(256, cores), /* seed= */ 1, Device.current());
  }

  /**
   * {@return a copy with this {@code timeLimit}}
   *
   * @param timeLimit bound on the time of the whole fit; zero for none
   */
  public RunSettings timeLimit(Duration timeLimit) {
    return Changed.of(this, "timeLimit", timeLimit);
  }

  /**
   * {@return a copy with this {@code threads}}
   *
   * @param threads Java threads that share a batch
   */
  public RunSettings threads(int threads) {
    return Changed.of(this, "threads", threads);
  }

  /**
   * {@return a copy with this {@code seed}}
   *
   * @param seed of everything random
   */
  public RunSettings seed(long seed) {
    return Changed.of(this, "seed", seed);
  }

  /**
   * {@return a copy with this {@code device}}
   *
   * @param device where models of images are trained
   */
  public RunSettings device(Device device) {
    return Changed.of(this, "device", device);
  }
}

package io.diglm.cli;

import io.diglm.train.TimeLimit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Reads within a time limit. A pipe that nobody writes to, or a query that does not end, would keep
 * a command waiting for ever: the system call that waits cannot be interrupted. So another thread
 * reads, which does not keep the process alive.
 */
final class TimedReading {
  private TimedReading() {}

  /**
   * Returns what is read.
   *
   * @param limit by which reading must have ended
   * @param name of what is read, in messages
   * @throws IllegalArgumentException if it has not
   */
  static <T> T within(TimeLimit limit, String name, Supplier<T> reading) {
    if (!limit.limited()) {
      return reading.get();
    }
    CompletableFuture<T> read = CompletableFuture.supplyAsync(reading, TimedReading::start);
    try {
      return read.get((long) (1e9 * limit.left()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IllegalArgumentException(
          "%s must be read within --time-limit, got no end of it".formatted(name), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("reading %s was interrupted".formatted(name), e);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "diglm-reading");
    thread.setDaemon(true);
    thread.start();
  }
}

package io.diglm.server;

import io.diglm.server.models.Models;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Server;

/** What a server does from time to time while it runs, without a request. */
final class Upkeep {
  private static final long LEAST_MILLIS = 10;
  private static final long MOST_MILLIS = 1000;

  private final Server server;
  private final Models models;
  private final SlowHeaders slow;
  private final AtomicBoolean ready;

  Upkeep(Server server, Models models, SlowHeaders slow, AtomicBoolean ready) {
    this.server = server;
    this.models = models;
    this.slow = slow;
    this.ready = ready;
  }

  /** Ends connections whose headers take longer than {@code time}, within a quarter of it. */
  void sweep(Duration time) {
    sweep(Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, time.toMillis() / 4)));
  }

  private void sweep(long millis) {
    later(
        millis,
        () -> {
          slow.sweep();
          if (server.isRunning()) {
            sweep(millis);
          }
        });
  }

  /** Looks for changed model files at this interval, until the server is no longer ready. */
  void watch(Duration interval) {
    watch(interval.toMillis());
  }

  private void watch(long millis) {
    // Loading takes a while, so the thread that keeps the time does not do it.
    later(millis, () -> server.getThreadPool().execute(() -> look(millis)));
  }

  private void look(long millis) {
    if (!ready.get()) {
      return;
    }
    try {
      models.refresh();
    } finally {
      watch(millis); // what went wrong with one file must not leave the next changes unseen
    }
  }

  private void later(long millis, Runnable task) {
    server.getScheduler().schedule(task, millis, TimeUnit.MILLISECONDS);
  }
}

package io.diglm.spark;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task has one core, so work that a library would spread over all cores runs in a pool of one
 * thread.
 */
final class TaskCore implements AutoCloseable {
  private final ForkJoinPool core = new ForkJoinPool(1);

  /** Returns the result of the body, and rethrows its exceptions. */
  <T> T run(Supplier<T> body) {
    AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    AtomicReference<@Nullable T> answered = new AtomicReference<>();
    core.submit(
            () -> {
              try {
                answered.set(body.get());
              } catch (RuntimeException e) {
                failure.set(e);
              }
            })
        .join();
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    T done = answered.get();
    if (done == null) {
      throw new IllegalStateException("batch must be answered, got nothing");
    }
    return done;
  }

  @Override
  public void close() {
    core.shutdown();
  }
}

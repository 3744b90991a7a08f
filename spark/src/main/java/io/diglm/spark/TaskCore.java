package io.diglm.spark;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A task has one core: what a library would do on all cores is done in a pool of one. */
final class TaskCore implements AutoCloseable {
  private final ForkJoinPool core = new ForkJoinPool(1);

  /** Returns what the body returns; what goes wrong there goes wrong here, in the same words. */
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

package io.diglm.cli;

import io.diglm.schema.Table;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Takes rows on a thread of its own while the next ones come about. One batch waits at most, so
 * memory stays flat; what goes wrong there is thrown at the next call.
 */
final class BackgroundSink implements RowSink {
  private final ExecutorService thread;
  private final RowSink sink;
  private Optional<Future<?>> pending = Optional.empty();

  /** Opens the sink on that thread, which alone may use what DuckDB appends with. */
  BackgroundSink(Supplier<RowSink> opened) {
    thread =
        Executors.newSingleThreadExecutor(
            body -> {
              Thread thread = new Thread(body, "diglm-rows");
              thread.setDaemon(true);
              return thread;
            });
    try {
      sink = result(thread.submit(opened::get));
    } catch (RuntimeException e) {
      thread.shutdown();
      throw e;
    }
  }

  @Override
  public void append(Table batch) {
    await();
    pending = Optional.of(thread.submit(() -> sink.append(batch)));
  }

  @Override
  public void commit() {
    await();
    run(sink::commit);
  }

  private void await() {
    Optional<Future<?>> last = pending;
    pending = Optional.empty();
    last.ifPresent(BackgroundSink::result);
  }

  private void run(Runnable act) {
    Callable<Boolean> done =
        () -> {
          act.run();
          return true;
        };
    result(thread.submit(done));
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("rows must be taken, got " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("taking rows was interrupted", e);
    }
  }

  /** Waits for the rows that are being taken: the file below them must not go first. */
  @Override
  public void close() {
    try {
      await();
    } finally {
      run(sink::close);
      thread.shutdown();
    }
  }
}

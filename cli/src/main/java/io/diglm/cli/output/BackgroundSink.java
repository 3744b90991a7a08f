package io.diglm.cli.output;

import io.diglm.schema.Table;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Processes rows on a separate thread while the next rows are produced. At most one batch waits, so
 * memory does not grow. A failure on that thread is thrown by the next call.
 */
public final class BackgroundSink implements RowSink {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          body -> {
            Thread rows = new Thread(body, "diglm-rows");
            rows.setDaemon(true);
            return rows;
          });
  private final RowSink sink;
  private Optional<Future<?>> pending = Optional.empty();

  /**
   * Starts a thread.
   *
   * @param sink receives the rows on it
   */
  public BackgroundSink(RowSink sink) {
    this.sink = sink;
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

  /** Waits for the rows that are being processed, because their file must not be closed first. */
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

package io.diglm.cli;

import io.diglm.schema.Table;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes rows while the next ones are worked out. One batch waits at most, so memory stays flat;
 * what goes wrong in writing is thrown at the next call.
 */
final class BackgroundSink implements RowSink {
  private final RowSink sink;
  private final ExecutorService thread;
  private Optional<Future<?>> pending = Optional.empty();

  BackgroundSink(RowSink sink) {
    this.sink = sink;
    thread =
        Executors.newSingleThreadExecutor(
            body -> {
              Thread writer = new Thread(body, "diglm-writer");
              writer.setDaemon(true);
              return writer;
            });
  }

  @Override
  public void append(Table batch) {
    await();
    pending = Optional.of(thread.submit(() -> sink.append(batch)));
  }

  @Override
  public void commit() {
    await();
    sink.commit();
  }

  private void await() {
    try {
      if (pending.isPresent()) {
        pending.get().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("rows must be written, got " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("writing was interrupted", e);
    } finally {
      pending = Optional.empty();
    }
  }

  /** Waits for the rows that are being written: the file below them must not go first. */
  @Override
  public void close() {
    try {
      await();
    } finally {
      thread.shutdown();
      sink.close();
    }
  }
}

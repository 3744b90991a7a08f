package io.diglm.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Threads that work beside the caller's. Between two tasks, and at the end of one for the others,
 * they watch for a moment before they sleep: to wake a thread takes longer than most of the pauses
 * of a training.
 */
final class Crew implements AutoCloseable {
  private static final long WATCH_NANOS = 50_000;
  private static final int SPINS = 64;

  private final List<Member> members = new ArrayList<>();
  private final long watch;

  /** Starts threads; each dies with {@link #close} or with the JVM. */
  Crew(int threads) {
    // With more threads than cores one that watches would keep another from its work.
    watch = threads < Runtime.getRuntime().availableProcessors() ? WATCH_NANOS : 0;
    for (int k = 0; k < threads; k++) {
      Member member = new Member();
      members.add(member);
      member.setDaemon(true);
      member.start();
    }
  }

  /** Returns whether the condition came to hold within a moment. */
  private boolean watch(BooleanSupplier condition) {
    long end = System.nanoTime() + watch;
    do {
      for (int i = 0; i < SPINS; i++) {
        if (condition.getAsBoolean()) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() < end);
    return false;
  }

  private final class Member extends Thread {
    private final AtomicReference<Runnable> next = new AtomicReference<>();
    private volatile boolean ended;

    Member() {
      super("diglm-worker");
    }

    void give(Runnable task) {
      next.set(task);
      LockSupport.unpark(this);
    }

    void end() {
      ended = true;
      LockSupport.unpark(this);
    }

    @Override
    public void run() {
      while (!ended) {
        if (watch(() -> next.get() != null)) {
          Runnable task = next.getAndSet(null);
          task.run();
        } else {
          LockSupport.park(this);
        }
      }
    }
  }

  /**
   * Runs tasks at once, the first on this thread, and waits for all of them.
   *
   * @throws IllegalStateException if this thread was interrupted
   */
  <T> List<T> run(List<Callable<T>> tasks) {
    List<FutureTask<T>> futures = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      futures.add(new FutureTask<>(task));
    }
    for (int k = 1; k < futures.size(); k++) {
      members.get(k - 1).give(futures.get(k));
    }
    futures.get(0).run();
    List<T> results = new ArrayList<>(tasks.size());
    Optional<Throwable> failure = Optional.empty();
    for (FutureTask<T> future : futures) {
      watch(future::isDone);
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        failure = failure.or(() -> Optional.ofNullable(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("training was interrupted", e);
      }
    }
    failure.ifPresent(Crew::fail);
    return results;
  }

  private static void fail(Throwable cause) {
    if (cause instanceof RuntimeException expected) {
      throw expected;
    }
    throw new IllegalStateException("a worker failed: " + cause, cause);
  }

  @Override
  public void close() {
    members.forEach(Member::end);
  }
}

package io.diglm.server;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs as many tasks at once as there are cores, and lets some more wait. All others are refused at
 * once. A task that does not have to wait runs in the calling thread.
 */
final class Admission {
  private final Executor executor;
  private final int most;
  private final int longest;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /**
   * @param executor runs those that waited
   * @param most tasks at once
   * @param longest how many may wait
   */
  Admission(Executor executor, int most, int longest) {
    this.executor = executor;
    this.most = most;
    this.longest = longest;
  }

  /** Runs the task now or later, and returns false if too many wait. */
  boolean admit(Runnable task) {
    synchronized (this) {
      if (running == most) {
        return waiting.size() < longest && waiting.add(task);
      }
      running++;
    }
    run(task);
    return true;
  }

  /** Returns whether a task would be refused. */
  synchronized boolean full() {
    return running == most && waiting.size() >= longest;
  }

  /** Returns how many tasks wait. */
  synchronized int queued() {
    return waiting.size();
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally {
      next().ifPresent(next -> executor.execute(() -> run(next)));
    }
  }

  /** A waiting task takes the place of the one that ends. */
  private synchronized Optional<Runnable> next() {
    Optional<Runnable> next = Optional.ofNullable(waiting.poll());
    if (next.isEmpty()) {
      running--;
    }
    return next;
  }
}

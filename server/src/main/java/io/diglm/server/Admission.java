package io.diglm.server;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Lets as many tasks run at once as there are cores, and some wait; the rest are turned away at
 * once. A task that need not wait runs in the thread that brought it.
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

  /** Runs the task now or later; false if too many wait. */
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

  /** Returns whether a task would be turned away. */
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

  /** The next task takes the place of the one that ends. */
  private synchronized Optional<Runnable> next() {
    Optional<Runnable> next = Optional.ofNullable(waiting.poll());
    if (next.isEmpty()) {
      running--;
    }
    return next;
  }
}

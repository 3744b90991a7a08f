package io.diglm.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs as many tasks at once as there are cores, and lets some more wait. All others are refused at
 * once. A task that does not have to wait runs in the calling thread. One that waited may take
 * others along that wait.
 */
final class Admission {
  /** The most tasks that run together: networks are fastest from some 16 rows on. */
  static final int TOGETHER = 32;

  private final Executor executor;
  private final int most;
  private final int longest;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /** A task that can run together with others. */
  interface Joining extends Runnable {
    /** Returns whether another task can run together with this one. */
    boolean joins(Joining other);

    /** Runs this task and others that it joins. */
    void runWith(List<Joining> others);
  }

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

  /** A waiting task takes the place of the one that ends, together with those that it joins. */
  private synchronized Optional<Runnable> next() {
    Runnable next = waiting.poll();
    if (next == null) {
      running--;
      return Optional.empty();
    }
    if (!(next instanceof Joining first) || waiting.isEmpty()) {
      return Optional.of(next);
    }
    List<Joining> others = new ArrayList<>();
    for (Iterator<Runnable> rest = waiting.iterator();
        rest.hasNext() && others.size() < TOGETHER - 1; ) {
      if (rest.next() instanceof Joining other && first.joins(other)) {
        others.add(other);
        rest.remove();
      }
    }
    return Optional.of(others.isEmpty() ? next : () -> first.runWith(others));
  }
}

package io.diglm.predict;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps a resource open until all calls that use it have returned, and refuses calls after the end.
 */
final class InUse {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean ended;

  /**
   * Runs a call, which may make others on the same thread.
   *
   * @throws IllegalStateException after the end
   */
  <T> T during(Supplier<T> call) {
    lock.readLock().lock();
    try {
      if (ended) {
        throw new IllegalStateException("predictor must be open, got one that was closed");
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for all calls, then runs an action. Only the first call does so. */
  void end(Runnable act) {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException("predictor must not be closed by a call to itself");
    }
    lock.writeLock().lock();
    try {
      if (!ended) {
        ended = true;
        act.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}

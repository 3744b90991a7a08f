package io.diglm.train;

import io.diglm.json.JsonProblem;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value that each machine of a cluster makes once from what it was sent. It is not sent itself.
 * Safe to share between threads.
 *
 * @param <T> the type of the value
 */
public final class MadeHere<T> implements Serializable {
  private static final long serialVersionUID = 1;

  private transient @Nullable T made;

  /** Starts without a value. */
  public MadeHere() {}

  /**
   * Makes a value of texts, among others.
   *
   * @param <T> the type of the value
   */
  public interface Maker<T> {
    /**
     * {@return the value}
     *
     * @throws JsonProblem if a text is not what it must be
     */
    T make() throws JsonProblem;
  }

  /**
   * {@return the value of this machine}
   *
   * @param maker makes it at the first call
   * @throws IllegalStateException if a text that was sent cannot be read
   */
  public synchronized T by(Maker<T> maker) {
    T known = made;
    if (known == null) {
      try {
        known = maker.make();
      } catch (JsonProblem e) {
        throw new IllegalStateException("what a machine is sent must be readable, got " + e, e);
      }
      made = known;
    }
    return known;
  }
}

package io.diglm.network;

/** A step of a flow that can be walked back: forward keeps what backward needs. */
interface StepGradient {
  /** Makes room for this many rows. */
  void reserve(int rows);

  /** Takes its tensors from the vector of all. */
  void load(float[] parameters);

  /** Maps rows {@code from} to {@code to - 1} as in training. */
  void forward(Slab slab, int from, int to);

  /** Maps rows as in scoring; there is no way back. */
  default void evaluate(Slab slab, int from, int to) {
    forward(slab, from, to);
  }

  /** Turns gradients by what the step gave into gradients by what it was given. */
  void backward(Slab slab, int from, int to);

  /** Adds what its tensors have gathered to the vector of all gradients, and starts anew. */
  void gather(float[] gradients);

  /** Returns whether what a row is mapped to depends on the others: then all rows come at once. */
  default boolean whole() {
    return false;
  }

  /**
   * Sets what starts from data, unless that was done before.
   *
   * @param slab holds what the step is given, rows 0 to {@code rows - 1}
   * @param parameters the vector of all, written
   */
  default void initialise(Slab slab, int rows, float[] parameters) {
    // Most steps start without data.
  }
}

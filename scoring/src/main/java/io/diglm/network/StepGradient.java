package io.diglm.network;

/** A step of a flow with back-propagation. Forward keeps what backward needs. */
interface StepGradient {
  /** Allocates memory for this many rows. */
  void reserve(int rows);

  /** Reads its tensors from the vector of all parameters. */
  void load(float[] parameters);

  /** Maps rows {@code from} to {@code to - 1} as in training. */
  void forward(Slab slab, int from, int to);

  /** Maps rows as in scoring, without keeping anything for backward. */
  default void evaluate(Slab slab, int from, int to) {
    forward(slab, from, to);
  }

  /**
   * Converts gradients with respect to the output of the step to gradients with respect to its
   * input.
   */
  void backward(Slab slab, int from, int to);

  /** Adds the gradients of its tensors to the vector of all gradients, and resets them. */
  void gather(float[] gradients);

  /**
   * Returns whether the output of a row depends on other rows. Then all rows must be given at once.
   */
  default boolean whole() {
    return false;
  }

  /** Returns whether the step starts from data, by {@link #initialise}. */
  default boolean startsFromData() {
    return false;
  }

  /**
   * Initialises the step from data, unless this was done before.
   *
   * @param slab holds the input of the step, rows 0 to {@code rows - 1}
   * @param parameters the vector of all, written
   */
  default void initialise(Slab slab, int rows, float[] parameters) {
    // Most steps do not start from data.
  }
}

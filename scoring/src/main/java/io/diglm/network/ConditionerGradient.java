package io.diglm.network;

/** The conditioner of a coupling and its back-propagation: a network of columns, or a constant. */
interface ConditionerGradient {
  /**
   * Makes a conditioner with this many columns. The names of its tensors start with {@code name}.
   */
  static ConditionerGradient of(Building building, String name, int inputs, int outputs) {
    return inputs == 0
        ? new ConstantGradient(building, name, outputs)
        : new NetworkGradient(building, name, inputs, outputs);
  }

  /** Allocates memory for this many rows. */
  void reserve(int rows);

  /** Reads its tensors from the vector of all parameters. */
  void load(float[] parameters);

  /**
   * Returns the outputs (R, p) for the columns from {@code first} on. The rows from {@code from} on
   * are new.
   */
  Matrix forward(Slab slab, int first, int from, int to);

  /** The outputs of the forward pass (R, p). */
  Matrix output();

  /** Returns memory for the gradients with respect to the outputs (TILE, p), from row 0 on. */
  Matrix outputGradients();

  /**
   * Adds to the gradients with respect to the columns from {@code first} on, given those in {@link
   * #outputGradients}.
   */
  void backward(Slab slab, int first, int from, int to);

  /** Adds the gradients of its tensors to the vector of all gradients, and resets them. */
  void gather(float[] gradients);
}

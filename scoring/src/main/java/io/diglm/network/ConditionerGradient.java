package io.diglm.network;

/** What conditions a coupling, and the way back: a network of columns, or a constant. */
interface ConditionerGradient {
  /** Makes what conditions by so many columns; its tensors are called {@code name...}. */
  static ConditionerGradient of(Building building, String name, int inputs, int outputs) {
    return inputs == 0
        ? new ConstantGradient(building, name, outputs)
        : new NetworkGradient(building, name, inputs, outputs);
  }

  /** Makes room for this many rows. */
  void reserve(int rows);

  /** Takes its tensors from the vector of all. */
  void load(float[] parameters);

  /** Returns the outputs (R, p) of columns {@code first} on; rows {@code from} on are new. */
  Matrix forward(Slab slab, int first, int from, int to);

  /** What forward gave (R, p). */
  Matrix output();

  /** Returns room for the gradients by the outputs (TILE, p), from row 0 on. */
  Matrix outputGradients();

  /** Adds to the gradients by columns {@code first} on, from those in {@link #outputGradients}. */
  void backward(Slab slab, int first, int from, int to);

  /** Adds what its tensors have gathered to the vector of all gradients, and starts anew. */
  void gather(float[] gradients);
}

package io.diglm.network;

/** A step of a flow that can be walked back: forward keeps what backward needs. */
interface StepGradient {
  /** Makes room for this many rows. */
  void reserve(int rows);

  /** Takes its tensors from the vector of all. */
  void load(float[] parameters);

  /** Maps rows {@code from} to {@code to - 1}. */
  void forward(Slab slab, int from, int to);

  /** Turns gradients by what the step gave into gradients by what it was given. */
  void backward(Slab slab, int from, int to);

  /** Adds what its tensors have gathered to the vector of all gradients, and starts anew. */
  void gather(float[] gradients);
}

package io.diglm.network;

/** A layer of a network and its back-propagation. */
interface LayerGradient {
  int outputs();

  /** The outputs of the forward pass (R, out). */
  Matrix output();

  /** Allocates memory for this many rows. */
  void reserve(int rows);

  /** Reads its tensors from the vector of all parameters. */
  void load(float[] parameters);

  /** Returns y (R, out), whose rows from {@code from} on belong to the rows of x. */
  Matrix forward(Matrix x, int from, int rows);

  /**
   * Walks back.
   *
   * @param x what forward was given
   * @param from the first of its rows that the gradients are of
   * @param dy gradients with respect to y from row 0 on, overwritten; zeros in the rows that fill
   *     up the group
   * @param dx written: gradients with respect to x from row 0 on
   */
  void backward(Matrix x, int from, int rows, Matrix dy, Matrix dx);

  /** Adds the gradients of its tensors to the vector of all gradients, and resets them. */
  void gather(float[] gradients);
}

package io.diglm.network;

/** A layer of a network and the way back. */
interface LayerGradient {
  int outputs();

  /** What forward gave (R, out). */
  Matrix output();

  /** Makes room for this many rows. */
  void reserve(int rows);

  /** Takes its tensors from the vector of all. */
  void load(float[] parameters);

  /** Returns y (R, out), of which rows {@code from} on are of those of x. */
  Matrix forward(Matrix x, int from, int rows);

  /**
   * Walks back.
   *
   * @param x what forward was given
   * @param from the first of its rows that the gradients are of
   * @param dy gradients by y from row 0 on, overwritten; zeros in the rows that fill up the group
   * @param dx written: gradients by x from row 0 on
   */
  void backward(Matrix x, int from, int rows, Matrix dy, Matrix dx);

  /** Adds what its tensors have gathered to the vector of all gradients, and starts anew. */
  void gather(float[] gradients);
}

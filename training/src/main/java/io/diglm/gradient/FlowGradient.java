package io.diglm.gradient;

/**
 * A flow x to z = f(x) and log p(x) with back-propagation to its parameters. One thread at a time.
 */
public interface FlowGradient extends AutoCloseable {
  /** Where rows turn: what the loss has of them is added, and its gradient goes back. */
  interface Turn {
    /**
     * Says what the gradient is.
     *
     * @param from the first of the rows in the pass; {@code to - from} rows are given
     * @param latent z (R, D)
     * @param logDensity log p(x) in nats (R)
     * @param byLatent gradient of the loss by z but for what log p(x) has, zeros to add to (R, D)
     * @param byLogDensity gradient of the loss by log p(x), zeros to write to (R)
     */
    void at(int from, float[] latent, double[] logDensity, float[] byLatent, double[] byLogDensity);
  }

  /** {@return D} */
  int dimension();

  /** Takes the parameters as they are now, for the passes that follow. */
  void load();

  /**
   * Sets what starts from data, such as activation normalisation, from the first rows.
   *
   * @param x (N, D)
   */
  void initialise(float[] x);

  /**
   * Maps rows, as in training, and no way back.
   *
   * @param x (N, D)
   * @return z (N, D)
   */
  float[] map(float[] x);

  /**
   * Maps rows and walks them back, in one go or several.
   *
   * @param x (N, D)
   * @param turn receives z and log p(v), and gives the gradient by them
   */
  void pass(float[] x, Turn turn);

  /**
   * {@return the gradient by the rows themselves (N, D); that by the parameters is forgotten}
   *
   * @param x (N, D)
   * @param turn receives z and log p(v), and gives the gradient by them
   */
  float[] byRows(float[] x, Turn turn);

  /**
   * Adds the gradient by the parameters of all passes since the last time.
   *
   * @param gradients as long as the vector of all parameters
   */
  void gather(float[] gradients);

  @Override
  void close();
}

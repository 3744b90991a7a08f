package io.diglm.network;

/**
 * The network of a loaded model, which computes both answers for encoded rows. Safe to share
 * between threads.
 *
 * <p>N rows, D dimensions of the encoded row, P linear predictors of the head; arrays are
 * row-major.
 */
public interface Scorer extends AutoCloseable {
  /**
   * z = f(v): the latent, the linear predictors and the log-density of encoded rows.
   *
   * @param encoded v (N, D)
   * @param rows N
   * @param latent z (N, D), written
   * @param eta (N, P), written
   * @param logDensity log p(v) in nats (N), written; without the log-determinant of the encoding
   * @param volumes log|det| of each block of f in nats (N, K), written, unless it is empty
   * @throws IllegalArgumentException if rows have another width
   */
  void score(
      float[] encoded,
      int rows,
      float[] latent,
      double[] eta,
      double[] logDensity,
      double[] volumes);

  /**
   * Scores rows, as the method above does, without volumes.
   *
   * @param encoded v (N, D), row by row
   * @param rows N
   * @param latent z (N, D), written
   * @param eta linear predictors (N, P), written
   * @param logDensity log p(v) (N) in nats, written
   */
  default void score(float[] encoded, int rows, float[] latent, double[] eta, double[] logDensity) {
    score(encoded, rows, latent, eta, logDensity, new double[0]);
  }

  /**
   * {@return the same network for the few rows with which it is checked} In a JVM that has just
   * started, plain loops answer them sooner than code that is fast only once it is compiled. The
   * answers differ by rounding. It shares all that this one has, and need not be closed.
   */
  default Scorer forFewRows() {
    return this;
  }

  /** {@return the width of z: D, or more where f starts with features beside the row} */
  int width();

  /** {@return K, the number of blocks of f} */
  int blocks();

  /**
   * v = f^-1(z).
   *
   * @param latent z (N, D)
   * @param rows N
   * @param encoded v (N, D), written
   */
  void decode(float[] latent, int rows, float[] encoded);

  @Override
  void close();
}

package io.diglm.predict;

import io.diglm.network.Scorer;

/** A network that is another's, which closes it, and scores rows in another way. */
interface BorrowedScorer extends Scorer {
  /** Returns the network. */
  Scorer network();

  @Override
  default int width() {
    return network().width();
  }

  @Override
  default int blocks() {
    return network().blocks();
  }

  @Override
  default void decode(float[] latent, int rows, float[] encoded) {
    network().decode(latent, rows, encoded);
  }

  @Override
  default void close() {
    // Its owner does.
  }
}

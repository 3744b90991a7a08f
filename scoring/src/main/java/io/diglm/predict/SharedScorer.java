package io.diglm.predict;

import io.diglm.network.LinearHead;
import io.diglm.network.Scorer;

/**
 * The network of a further target: the flow of another network, and a head of its own.
 *
 * @param network whose flow it is
 * @param head the head
 * @param predictors P of that network
 */
record SharedScorer(Scorer network, LinearHead head, int predictors) implements BorrowedScorer {
  @Override
  public void score(
      float[] encoded,
      int rows,
      float[] latent,
      double[] eta,
      double[] logDensity,
      double[] volumes) {
    network.score(encoded, rows, latent, new double[rows * predictors], logDensity, volumes);
    double[] own = head.eta(latent, rows);
    System.arraycopy(own, 0, eta, 0, own.length);
  }

  @Override
  public Scorer forFewRows() {
    return new SharedScorer(network.forFewRows(), head, predictors);
  }
}

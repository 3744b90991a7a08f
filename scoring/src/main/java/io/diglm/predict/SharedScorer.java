package io.diglm.predict;

import io.diglm.network.LinearHead;
import io.diglm.network.Scorer;

/**
 * The network of a further target: the flow of another network, and a head of its own.
 *
 * @param flow the network whose flow it is, and which closes it
 * @param head the head
 * @param predictors P of that network
 */
record SharedScorer(Scorer flow, LinearHead head, int predictors) implements Scorer {
  @Override
  public void score(
      float[] encoded,
      int rows,
      float[] latent,
      double[] eta,
      double[] logDensity,
      double[] volumes) {
    flow.score(encoded, rows, latent, new double[rows * predictors], logDensity, volumes);
    double[] own = head.eta(latent, rows);
    System.arraycopy(own, 0, eta, 0, own.length);
  }

  @Override
  public Scorer forFewRows() {
    return new SharedScorer(flow.forFewRows(), head, predictors);
  }

  @Override
  public int width() {
    return flow.width();
  }

  @Override
  public int blocks() {
    return flow.blocks();
  }

  @Override
  public void decode(float[] latent, int rows, float[] encoded) {
    flow.decode(latent, rows, encoded);
  }

  @Override
  public void close() {
    // The network of the flow is another's.
  }
}

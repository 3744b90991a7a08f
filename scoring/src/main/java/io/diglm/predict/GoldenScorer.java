package io.diglm.predict;

import io.diglm.model.GoldenRows;
import io.diglm.network.Scorer;

/**
 * A network that is checked by what it answers. Its golden rows go through it in one pass with the
 * rows that it is asked for, and must be answered as when it was saved. So a model that is loaded
 * runs each network once.
 *
 * @param network the network
 * @param golden its golden rows
 * @param source what error messages call the network
 */
record GoldenScorer(Scorer network, GoldenRows golden, String source) implements BorrowedScorer {
  /**
   * Scores rows, see {@link Scorer}.
   *
   * @throws io.diglm.model.UnusableFileException as {@link GoldenCheck#require}
   */
  @Override
  public void score(
      float[] encoded,
      int rows,
      float[] latent,
      double[] eta,
      double[] logDensity,
      double[] volumes) {
    float[] first = GoldenCheck.flat(golden.encoded());
    int known = golden.encoded().length;
    int all = known + rows;
    float[] both = new float[first.length + encoded.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(encoded, 0, both, first.length, encoded.length);
    float[] latents = new float[all * width()];
    double[] etas = new double[known * golden.eta()[0].length + eta.length];
    double[] densities = new double[all];
    double[] blocks = new double[volumes.length == 0 ? 0 : all * blocks()];
    network.score(both, all, latents, etas, densities, blocks);
    GoldenCheck.require(source, golden, latents, etas, densities);
    last(latents, latent);
    last(etas, eta);
    last(densities, logDensity);
    last(blocks, volumes);
  }

  private static void last(float[] all, float[] some) {
    System.arraycopy(all, all.length - some.length, some, 0, some.length);
  }

  private static void last(double[] all, double[] some) {
    System.arraycopy(all, all.length - some.length, some, 0, some.length);
  }
}

package io.diglm.benchmarks;

import io.diglm.distribution.Seeds;
import io.diglm.model.ModelFile;
import io.diglm.network.RowScorer;
import io.diglm.predict.Networks;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Prints how many encoded rows a second a model's network scores, on all cores. */
public final class BareScoring {
  private static final int ROWS = 8192;
  private static final double SECONDS = 5;

  private BareScoring() {}

  /** Takes the model's path. */
  public static void main(String[] arguments) {
    ModelFile model = ModelFile.load(Path.of(arguments[0]));
    int dimension = model.manifest().schema().dimension();
    RowScorer scorer = Networks.rowScorer(model);
    float[] rows = Seeds.normal(new SplittableRandom(1), ROWS * dimension, 1);
    float[] latent = new float[rows.length];
    double[] eta = new double[ROWS * model.manifest().head().predictors()];
    double[] logDensity = new double[ROWS];
    rate(scorer, rows, latent, eta, logDensity); // until Java has compiled it
    System.out.println(Math.round(rate(scorer, rows, latent, eta, logDensity)));
  }

  private static double rate(
      RowScorer scorer, float[] rows, float[] latent, double[] eta, double[] logDensity) {
    long start = System.nanoTime();
    long scored = 0;
    while (System.nanoTime() - start < SECONDS * 1e9) {
      scorer.score(rows, ROWS, latent, eta, logDensity, new double[0]);
      scored += ROWS;
    }
    return scored / ((System.nanoTime() - start) / 1e9);
  }
}

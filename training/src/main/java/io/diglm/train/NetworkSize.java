package io.diglm.train;

import io.diglm.model.FlowConfig;
import java.util.Locale;

/** Refuses networks that are too large before anything is learned. */
final class NetworkSize {
  /** What a model file holds, in single precision. */
  private static final int MOST_WEIGHTS = 250_000_000;

  /** Trained weights, those of the model file, and those of two open models. */
  private static final int COPIES = 4;

  private static final double MEGABYTE = 1 << 20;

  private NetworkSize() {}

  /**
   * Requires that the networks of a fit fit into a model file and into memory.
   *
   * @param dimension D of rows, 0 of images
   * @throws IllegalArgumentException if they do not
   */
  static void require(FlowConfig flow, int dimension, FitConfig config) {
    require(flow, dimension, config, Runtime.getRuntime().maxMemory());
  }

  static void require(FlowConfig flow, int dimension, FitConfig config, long memory) {
    double weights = flow.leastWeights(dimension);
    if (weights > MOST_WEIGHTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "network must have at most %,d weights, got at least %,.0f (fewer or narrower layers,"
                  + " or fewer columns)",
              MOST_WEIGHTS,
              weights));
    }
    int members = config.optimiser().members().orElse(1);
    // Where members are many the weights beside those of hidden layers count: head and biases.
    double each = Math.max(weights, 2.0 * (dimension + 1)) + posterior(dimension, config);
    if (members > 1 && members * each > MOST_WEIGHTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "members must have at most %,d weights together, got %,d of at least %,.0f each"
                  + " (fewer members, or fewer or narrower layers)",
              MOST_WEIGHTS,
              members,
              each));
    }
    double bytes = members * each * Float.BYTES * COPIES;
    if (members > 1 && bytes > memory) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "members must fit in the %,.0f MB that Java may take, got %,d that need at least"
                  + " %,.0f MB (fewer members, or a higher -Xmx)",
              memory / MEGABYTE,
              members,
              bytes / MEGABYTE));
    }
  }

  /** Root and precision of a posterior of one predictor, in numbers of single precision. */
  private static double posterior(int dimension, FitConfig config) {
    double coefficients = dimension + 1;
    return switch (config.head().bayes()) {
      case NONE, AUTO, ELBO -> 0;
      case CONJUGATE, BOUND, LAPLACE -> 4 * coefficients * coefficients;
    };
  }
}

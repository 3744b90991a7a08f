package io.diglm.glm;

import io.diglm.model.Bayes;
import io.diglm.model.HeadConfig;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The GLM on z over a vector of parameters: eta = W z + b and p(y|eta), with every predictor of a
 * family in eta (McCullagh and Nelder 1989; a double GLM where the dispersion is modelled, Smyth
 * 1989).
 *
 * <p>A predictor that does not depend on z, such as a constant dispersion, has no row in W. A head
 * of family NONE has no tensors and an eta of width 0.
 */
public final class Head {
  /** W (P', D). */
  public static final String WEIGHT = "head.weight";

  /** b (P). */
  public static final String BIAS = "head.bias";

  /** Tensors that only training needs are named so; a model file leaves them out. */
  public static final String TRAINING_ONLY = "term.";

  /** Raw log-deviations of independent normals (P', D + 1). */
  public static final String RAW = TRAINING_ONLY + "raw_sd";

  private final HeadConfig config;
  private final HeadPlaces places;
  private final float[] parameters;
  private final Spread spread;

  /**
   * Takes its place in a vector of parameters.
   *
   * @param config of the head
   * @param dimension D, the width of z
   * @param rows labelled rows of the whole training set, over which a prior's cost is spread
   * @param places where each tensor starts in the vector
   * @param parameters the vector, read at each pass
   */
  public Head(
      HeadConfig config,
      int dimension,
      long rows,
      ToIntFunction<String> places,
      float[] parameters) {
    this.config = config;
    this.parameters = parameters;
    this.places = HeadPlaces.of(config, dimension, rows, places);
    boolean spreads = config.bayes() == Bayes.CONJUGATE || config.bayes() == Bayes.BOUND;
    spread = new Spread(spreads ? dimension : 0);
  }

  /** {@return what a thread differentiates by} */
  public HeadGradient gradient() {
    return new HeadGradient(config, places, parameters, term());
  }

  private TargetTerm term() {
    return switch (config.bayes()) {
      case NONE, AUTO, LAPLACE -> new PointTerm(config);
      case CONJUGATE -> new ConjugateTerm(config, spread);
      case BOUND -> new BoundTerm(config, spread);
      case ELBO -> new ElboTerm(config, places, parameters);
    };
  }

  /** {@return what is believed of the coefficients while training, if anything is} */
  public Optional<Beliefs> beliefs() {
    return switch (config.bayes()) {
      case CONJUGATE, BOUND ->
          Optional.of(
              new Beliefs(this, new WorkingRows(config, places.dimension()), places.rows()));
      case NONE, AUTO, LAPLACE, ELBO -> Optional.empty();
    };
  }

  /** Takes coefficients (R, D + 1), row-major, for the first R predictors: biases last. */
  void adopt(double[] values) {
    int dimension = places.dimension();
    for (int r = 0; r < values.length / (dimension + 1); r++) {
      int from = r * (dimension + 1);
      for (int d = 0; d < dimension; d++) {
        parameters[places.weightAt() + r * dimension + d] = (float) values[from + d];
      }
      parameters[places.biasAt() + r] = (float) values[from + dimension];
    }
  }

  /** Takes a Gaussian's constant log-deviation, in units of the standardised target. */
  void adoptLogSd(double logSd) {
    parameters[places.biasAt() + 1] = (float) logSd;
  }

  /** Takes the root F (C, C) of the posterior's spread. */
  void adoptSpread(double[] root) {
    spread.set(root);
  }

  /** {@return what the head was built from} */
  public HeadConfig config() {
    return config;
  }
}

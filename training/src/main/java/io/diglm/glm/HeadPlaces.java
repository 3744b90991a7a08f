package io.diglm.glm;

import io.diglm.model.Bayes;
import io.diglm.model.HeadConfig;
import java.util.function.ToIntFunction;

/**
 * Where the tensors of a head are in the vector of all parameters: W (P', D), b (P) and, where
 * independent normals are learned, their raw log-deviations (P', D + 1).
 *
 * @param dimension D
 * @param predictors P
 * @param linear P'
 * @param rows labelled rows of the whole training set, over which a prior's cost is spread
 */
record HeadPlaces(
    int dimension, int predictors, int linear, long rows, int weightAt, int biasAt, int rawAt) {
  static HeadPlaces of(HeadConfig config, int dimension, long rows, ToIntFunction<String> places) {
    int predictors = config.predictors();
    int linear = config.linearPredictors();
    boolean none = predictors == 0;
    return new HeadPlaces(
        dimension,
        predictors,
        linear,
        rows,
        none ? 0 : places.applyAsInt(Head.WEIGHT),
        none ? 0 : places.applyAsInt(Head.BIAS),
        config.bayes() == Bayes.ELBO ? places.applyAsInt(Head.RAW) : 0);
  }

  /** Returns how many coefficients the linear predictors have, biases among them. */
  int coefficients() {
    return linear * (dimension + 1);
  }
}

package io.diglm.insight;

/**
 * The coefficients of a head: eta = W z + b.
 *
 * @param dimension D
 * @param weight W (P', D); further predictors do not depend on z
 * @param bias b (P)
 */
record Coefficients(int dimension, double[] weight, double[] bias) {
  /**
   * Returns the same with other coefficients of the first predictors.
   *
   * @param first (R, D + 1), biases last
   */
  Coefficients with(double[] first) {
    Coefficients changed = new Coefficients(dimension, weight.clone(), bias.clone());
    int width = dimension + 1;
    for (int r = 0; r < first.length / width; r++) {
      System.arraycopy(first, r * width, changed.weight, r * dimension, dimension);
      changed.bias[r] = first[r * width + dimension];
    }
    return changed;
  }

  /** Returns the same with those of the first predictors moved along a direction (R, D + 1). */
  Coefficients moved(double[] direction, double by) {
    Coefficients changed = new Coefficients(dimension, weight.clone(), bias.clone());
    int width = dimension + 1;
    for (int i = 0; i < direction.length; i++) {
      int r = i / width;
      if (i % width == dimension) {
        changed.bias[r] += by * direction[i];
      } else {
        changed.weight[r * dimension + i % width] += by * direction[i];
      }
    }
    return changed;
  }

  /** Writes eta (P) of a row whose features start at an index. */
  void predict(float[] latent, int at, double[] eta) {
    for (int p = 0; p < bias.length; p++) {
      eta[p] = bias[p];
      for (int d = 0; d < dimension && p * dimension < weight.length; d++) {
        eta[p] += weight[p * dimension + d] * latent[at + d];
      }
    }
  }

  /** Returns how many predictors depend on z. */
  int linear() {
    return weight.length / dimension;
  }

  /** Returns d eta_p / dx by the derivatives dz/dx (D). */
  double slope(int predictor, double[] byX) {
    double sum = 0;
    for (int d = 0; d < dimension; d++) {
      sum += weight[predictor * dimension + d] * byX[d];
    }
    return sum;
  }
}

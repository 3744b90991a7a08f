package io.diglm.glm;

import io.diglm.distribution.StandardNormal;

/**
 * Mixture of K normals, p(y) = sum_k w_k N(y; mean_k, sd_k^2); eta = [logits, means, log sds], each
 * K (Bishop 1994, mixture density networks).
 */
record Mixture(int count, double scale) implements Family {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double[] logs = new double[count];
    for (int k = 0; k < count; k++) {
      int mean = at + count + k;
      int logScale = mean + count;
      double logSd = Links.logScale(eta[logScale]);
      double rate = Math.exp(-logSd);
      double t = (y - eta[mean]) * rate;
      logs[k] = StandardNormal.logDensity(t) - logSd;
      byEta[mean] = t * rate;
      byEta[logScale] = (t * t - 1) * Links.logScaleSlope(eta[logScale]);
    }
    return mix(eta, at, logs, byEta) - Math.log(scale);
  }

  /**
   * Returns log sum_k w_k e^(c_k), w the softmax of the logits. With r_k the share of a component
   * in the sum, the gradient by a logit is r_k - w_k, and by what c_k depends on r_k times that of
   * c_k.
   *
   * @param eta logits from {@code at} on, then means and log sds
   * @param logs c_k (K), overwritten
   * @param byEta the gradients of c_k by mean and log sd, which become those of the sum
   */
  static double mix(double[] eta, int at, double[] logs, double[] byEta) {
    int count = logs.length;
    double total = Softmax.of(eta, at, count, byEta);
    for (int k = 0; k < count; k++) {
      logs[k] += eta[at + k] - total;
    }
    double[] shares = new double[count];
    double sum = Softmax.of(logs, 0, count, shares);
    for (int k = 0; k < count; k++) {
      byEta[at + k] = shares[k] - byEta[at + k];
      byEta[at + count + k] *= shares[k];
      byEta[at + 2 * count + k] *= shares[k];
    }
    return sum;
  }
}

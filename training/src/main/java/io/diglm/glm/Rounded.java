package io.diglm.glm;

import io.diglm.distribution.StandardNormal;

/**
 * A mixture of K normals rounded to whole numbers, P(y) = F(y + 1/2) - F(y - 1/2); eta as of {@link
 * Mixture}. A whole number is 1 / scale wide in the units of eta.
 */
record Rounded(int count, double scale) implements Family {
  /** Of -log(F(y - 1/2) / F(y + 1/2)): a normal so wide that the two cannot be told apart. */
  private static final double LEAST = 1e-15;

  /** Of the mass between two points the slope by either is the density there. */
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double[] logs = new double[count];
    for (int k = 0; k < count; k++) {
      int mean = at + count + k;
      int logScale = mean + count;
      double rate = Math.exp(-Links.logScale(eta[logScale]));
      double far = -Math.abs(y - eta[mean]);
      double high = (far + 0.5 / scale) * rate;
      double low = (far - 0.5 / scale) * rate;
      double upper = StandardNormal.logCdf(high);
      double ratio = Math.min(StandardNormal.logCdf(low) - upper, -LEAST);
      double share = -Math.expm1(ratio);
      logs[k] = upper + Math.log(share);
      double byHigh = StandardNormal.hazard(high) / share;
      double byLow = StandardNormal.hazard(low) * Math.exp(ratio) / share;
      byEta[mean] = Math.signum(y - eta[mean]) * (byHigh - byLow) * rate;
      byEta[logScale] = (low * byLow - high * byHigh) * Links.logScaleSlope(eta[logScale]);
    }
    return Mixture.mix(eta, at, logs, byEta);
  }
}

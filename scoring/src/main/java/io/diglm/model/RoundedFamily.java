package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Rounded;
import io.diglm.distribution.StandardNormal;
import java.util.List;

/**
 * A mixture of K normals rounded to whole numbers, P(y) = F(y + 1/2) - F(y - 1/2), with the
 * predictors of {@link MixtureFamily}: few-valued targets. A whole number is 1 / scale wide in the
 * units of eta.
 */
final class RoundedFamily implements Family {
  private static final MixtureFamily LATENT = new MixtureFamily();

  /** Of -log(F(y - 1/2) / F(y + 1/2)): a normal so wide that the two cannot be told apart. */
  private static final double LEAST = 1e-15;

  /** Of as many distinct numbers, one component each. */
  private static final int MOST_COMPONENTS = 8;

  @Override
  public List<Link> links() {
    return LATENT.links();
  }

  @Override
  public int predictors(int count) {
    return LATENT.predictors(count);
  }

  @Override
  public int locations(int count) {
    return count;
  }

  @Override
  public int firstLocation(int count) {
    return count;
  }

  @Override
  public int linearPredictors(int count, boolean modelled) {
    return LATENT.linearPredictors(count, modelled);
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    return new Rounded(MixtureFamily.mixture(head, eta, at));
  }

  /** Of the mass between two points the slope by either is the density there. */
  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    int count = head.count();
    double half = 0.5 / head.scale();
    double[] logs = new double[count];
    for (int k = 0; k < count; k++) {
      int mean = at + count + k;
      int logScale = mean + count;
      double rate = Math.exp(-Bounds.logScale(eta[logScale]));
      // The lower tail's logarithm has digits where the upper's has none.
      double far = -Math.abs(y - eta[mean]);
      double high = (far + half) * rate;
      double low = (far - half) * rate;
      double upper = StandardNormal.logCdf(high);
      double ratio = Math.min(StandardNormal.logCdf(low) - upper, -LEAST);
      double share = -Math.expm1(ratio);
      logs[k] = upper + Math.log(share);
      double byHigh = StandardNormal.hazard(high) / share;
      double byLow = StandardNormal.hazard(low) * Math.exp(ratio) / share;
      byEta[mean] = Math.signum(y - eta[mean]) * (byHigh - byLow) * rate;
      byEta[logScale] = (low * byLow - high * byHigh) * Bounds.logScaleSlope(eta[logScale]);
    }
    return MixtureFamily.mix(eta, at, logs, byEta);
  }

  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    LATENT.start(head, mean, bias);
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers() && target.whole();
  }

  @Override
  public boolean rounds() {
    return true;
  }

  @Override
  public boolean several() {
    return true;
  }

  @Override
  public boolean mixes() {
    return true;
  }

  @Override
  public int usualCount(TargetKind target, int distinct) {
    return Math.max(2, Math.min(distinct, MOST_COMPONENTS));
  }

  /** Ties are learned by heart where each row may have a deviation of its own; weights will do. */
  @Override
  public Dispersion usualDispersion() {
    return Dispersion.CONSTANT;
  }

  @Override
  public boolean standardised() {
    return true;
  }

  @Override
  public String words(int count) {
    return LATENT.words(count) + " rounded to whole numbers";
  }
}

package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Residual;
import io.diglm.distribution.StandardNormal;
import java.util.Arrays;
import java.util.List;

/**
 * Mixture of K normals, p(y) = sum_k w_k N(y; mean_k, sd_k^2); eta = [logits, means, log sds], each
 * K (Bishop 1994, mixture density networks). Its mean and tails are set apart, which one Gaussian
 * or Student-t cannot do.
 */
final class MixtureFamily implements Family {
  /** Unless the user says how many. */
  private static final int COMPONENTS = 3;

  @Override
  public List<Link> links() {
    return List.of(Link.IDENTITY);
  }

  @Override
  public int predictors(int count) {
    return 3 * count;
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
    return (modelled ? 3 : 2) * count;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    return mixture(head, eta, at);
  }

  static NormalMixture mixture(HeadConfig head, double[] eta, int at) {
    int count = head.count();
    double[] means = new double[count];
    double[] sds = new double[count];
    for (int k = 0; k < count; k++) {
      means[k] = head.location(eta[at + count + k]);
      sds[k] = head.deviation(eta[at + 2 * count + k]);
    }
    NormalMixture learned =
        NormalMixture.ofLogits(Arrays.copyOfRange(eta, at, at + count), means, sds);
    return head.range()
        .map(r -> learned.with(HeadConfig.TAIL, r.mean(head.shift()), r.wide()))
        .orElse(learned);
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    int count = head.count();
    double[] logs = new double[count];
    for (int k = 0; k < count; k++) {
      int mean = at + count + k;
      int logScale = mean + count;
      double logSd = Bounds.logScale(eta[logScale]);
      double rate = Math.exp(-logSd);
      double t = (y - eta[mean]) * rate;
      logs[k] = StandardNormal.logDensity(t) - logSd;
      byEta[mean] = t * rate;
      byEta[logScale] = (t * t - 1) * Bounds.logScaleSlope(eta[logScale]);
    }
    return mix(eta, at, logs, byEta) - Math.log(head.scale());
  }

  /** Returns log sum_k w_k (F_k(high) - F_k(low)) of standardised ends, see {@link #mix}. */
  static double between(
      HeadConfig head, double[] eta, int at, double low, double high, double[] byEta) {
    int count = head.count();
    double[] logs = new double[count];
    for (int k = 0; k < count; k++) {
      int mean = at + count + k;
      int logScale = mean + count;
      double rate = Math.exp(-Bounds.logScale(eta[logScale]));
      double from = (low - eta[mean]) * rate;
      double to = (high - eta[mean]) * rate;
      logs[k] = Residual.NORMAL.logBetween(from, to);
      byEta[mean] = -Residual.NORMAL.slope(from, to) * rate;
      byEta[logScale] = -Residual.NORMAL.stretch(from, to) * Bounds.logScaleSlope(eta[logScale]);
    }
    return mix(eta, at, logs, byEta);
  }

  /**
   * Returns log sum_k w_k e^(c_k), w the softmax of the logits. With r_k the share of a component
   * in the sum, the gradient by a logit is r_k - w_k, and by what c_k depends on r_k times that of
   * c_k.
   *
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

  /** Means and deviations apart, so that the components learn to differ. */
  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    spread(bias, head.count(), -1, 2);
    spread(bias, 2 * head.count(), -1, 0.3);
  }

  private static void spread(double[] bias, int at, double low, double high) {
    int count = bias.length / 3;
    for (int k = 0; k < count; k++) {
      bias[at + k] = low + (high - low) * k / (count - 1);
    }
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers();
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
    return COMPONENTS;
  }

  @Override
  public boolean standardised() {
    return true;
  }

  @Override
  public String words(int count) {
    return "Mixture of %d Gaussians".formatted(count);
  }
}

package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.LogMixture;
import io.diglm.distribution.NormalMixture;
import java.util.Arrays;
import java.util.List;

/**
 * The mixture of ln y, with the same predictors: positive numbers whose ratios matter. log p(y) =
 * log p(ln y) - ln y.
 */
final class LogMixtureFamily implements Family {
  private static final MixtureFamily LOGARITHM = new MixtureFamily();

  @Override
  public List<Link> links() {
    return LOGARITHM.links();
  }

  @Override
  public int predictors(int count) {
    return LOGARITHM.predictors(count);
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
  public boolean logarithmic(Link link) {
    return true;
  }

  @Override
  public int linearPredictors(int count, boolean modelled) {
    return LOGARITHM.linearPredictors(count, modelled);
  }

  /** The tail and the bounds are those of y: its mean, by mean_k + sd_k^2 / 2 of its logarithm. */
  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    int count = head.count();
    double[] means = new double[count];
    double[] sds = new double[count];
    double widest = widest(head);
    for (int k = 0; k < count; k++) {
      sds[k] = Math.min(head.scale() * Bounds.scale(eta[at + 2 * count + k]), widest);
      means[k] = bounded(head, head.shift() + head.scale() * eta[at + count + k], sds[k]);
    }
    NormalMixture learned =
        NormalMixture.ofLogits(Arrays.copyOfRange(eta, at, at + count), means, sds);
    return new LogMixture(
        head.range()
            .map(r -> learned.with(HeadConfig.TAIL, bounded(head, head.shift(), widest), widest))
            .orElse(learned));
  }

  private static double widest(HeadConfig head) {
    return head.range()
        .map(r -> Math.max(head.scale(), Math.log(r.high() / r.low()) / 6))
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double bounded(HeadConfig head, double mean, double sd) {
    double half = sd * sd / 2;
    return head.range()
        .map(r -> Math.log(Bounds.mean(r.mean(Math.exp(mean + half)))) - half)
        .orElse(mean);
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double logarithm = head.shift() + head.scale() * y;
    return LOGARITHM.logLikelihood(head, eta, at, y, byEta) - logarithm;
  }

  @Override
  public boolean censors() {
    return true;
  }

  @Override
  public double logBetween(
      HeadConfig head, double[] eta, int at, double low, double high, double[] byEta) {
    return MixtureFamily.between(head, eta, at, low, high, byEta);
  }

  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    LOGARITHM.start(head, mean, bias);
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers() && target.least() > 0;
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
    return LOGARITHM.usualCount(target, distinct);
  }

  @Override
  public boolean standardised() {
    return true;
  }

  @Override
  public double modelled(double y) {
    return Math.log(y);
  }

  @Override
  public String words(int count) {
    return LOGARITHM.words(count) + " of the logarithm";
  }
}

package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Tweedie;
import io.diglm.distribution.TweedieSeries;
import java.util.List;

/**
 * Costs: 0 or a positive number, with variance phi mean^p, 1 &lt; p &lt; 2 (Jorgensen 1987); eta =
 * [g(mean), log phi, log-odds of p between 1.01 and 1.99]. p is the same for all rows. What is
 * modelled is y / scale, whose mean is that of y divided by the scale, and whose phi is that of y
 * divided by scale^(2 - p).
 */
final class TweedieFamily implements Family {
  private static final double LEAST_POWER = 1.01;
  private static final double POWERS = 0.98;

  @Override
  public List<Link> links() {
    return List.of(Link.LOG, Link.SQRT, Link.SOFTPLUS);
  }

  @Override
  public int predictors(int count) {
    return 3;
  }

  @Override
  public int linearPredictors(int count, boolean modelled) {
    return modelled ? 2 : 1;
  }

  private static double power(double eta) {
    return LEAST_POWER + POWERS * Bounds.sigmoid(eta);
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    double power = power(eta[at + 2]);
    double mean = Math.max(Double.MIN_NORMAL, head.location(head.link().inverse(eta[at])));
    double logPhi = Bounds.logScale(eta[at + 1]) + (2 - power) * Math.log(head.scale());
    return new Tweedie(mean, Math.exp(logPhi), power);
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double mean = head.link().inverse(eta[at]);
    double logMean = Math.log(mean);
    double logPhi = Bounds.logScale(eta[at + 1]);
    double p = power(eta[at + 2]);
    double powerSlope = POWERS * Bounds.sigmoid(eta[at + 2]) * Bounds.sigmoid(-eta[at + 2]);
    double lambda = Math.exp((2 - p) * logMean - logPhi) / (2 - p);
    double lambdaSlope = 1 / (2 - p) - logMean; // of log lambda by p
    double byLogMean = (y - mean) * Math.exp((1 - p) * logMean - logPhi);
    byEta[at] = byLogMean * head.link().logMeanSlope(eta[at]);
    if (y == 0) {
      byEta[at + 1] = lambda * Bounds.logScaleSlope(eta[at + 1]);
      byEta[at + 2] = -lambda * lambdaSlope * powerSlope;
      return -lambda;
    }
    double alpha = (2 - p) / (p - 1);
    double logX = Math.log(y) - logPhi - Math.log(p - 1) - (p - 1) * logMean;
    TweedieSeries series = TweedieSeries.of(lambda, alpha, logX, y);
    double byLogPhi = -series.count() - series.shape();
    double byPower =
        series.count() * lambdaSlope
            - series.shape() * (logMean + 1 / (p - 1))
            - series.slope() / ((p - 1) * (p - 1));
    byEta[at + 1] = byLogPhi * Bounds.logScaleSlope(eta[at + 1]);
    byEta[at + 2] = byPower * powerSlope;
    return series.logDensity() - Math.log(head.scale());
  }

  /** At the mean of the targets, which no optimiser finds quickly from far. */
  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    bias[0] = head.link().of(mean / head.scale());
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers() && target.least() >= 0;
  }

  @Override
  public boolean standardised() {
    return true;
  }

  @Override
  public boolean costs() {
    return true;
  }

  @Override
  public String words(int count) {
    return "Tweedie";
  }
}

package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Ordinal;
import java.util.Arrays;
import java.util.List;

/**
 * Ordered classes by proportional odds (McCullagh 1980): P(y &lt;= k) = sigmoid(theta_k - eta), y
 * the rank of a class; eta = [eta, g_1, ..., g_(K-2)], where theta_0 = 0 and theta_k = theta_(k-1)
 * + softplus(g_k), so that thresholds ascend whatever g is. They are the same for all rows, and eta
 * has a bias, which is why the first of them is 0.
 *
 * <p>With a = theta_k - eta and b = theta_(k-1) - eta, sigmoid(a) - sigmoid(b) = sigmoid(a)
 * sigmoid(-b) (1 - e^(b-a)), and the last factor is sigmoid(g_k). So log P(y = k) is a sum of three
 * log-sigmoids, which loses no digits at either end; the first class lacks b and g, the last one a
 * and g.
 */
final class OrdinalFamily implements ClassFamily {
  private static final int HALVINGS = 60;

  @Override
  public List<Link> links() {
    return List.of(Link.LOGIT);
  }

  @Override
  public int predictors(int count) {
    return count - 1;
  }

  @Override
  public int linearPredictors(int count, boolean modelled) {
    return 1;
  }

  @Override
  public int classes(int count) {
    return count;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    double[] logs = new double[head.count()];
    logProbabilities(head, Arrays.copyOfRange(eta, at, at + head.predictors()), logs);
    return new Ordinal(logs);
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    int k = (int) y;
    int last = head.count() - 1;
    double below = 0; // theta_(k-1), for k > 0
    for (int j = 1; j < k; j++) {
      below += gap(eta[at + j]);
    }
    double above = 0; // theta_k, for k < K - 1
    if (k > 0 && k < last) {
      above = below + gap(eta[at + k]);
    }
    double a = above - eta[at];
    double b = below - eta[at];
    double byAbove = k < last ? Bounds.sigmoid(-a) : 0;
    double byBelow = k > 0 ? -Bounds.sigmoid(b) : 0;
    byEta[at] = -byAbove - byBelow;
    for (int j = 1; j < last; j++) {
      double own = j < k ? byAbove + byBelow : j == k ? byAbove : 0;
      byEta[at + j] = own * gapSlope(eta[at + j]);
    }
    double log = (k < last ? -Bounds.softplus(-a) : 0) - (k > 0 ? Bounds.softplus(b) : 0);
    if (k > 0 && k < last) {
      byEta[at + k] += closeness(eta[at + k]);
      log -= Bounds.softplus(-Bounds.logOdds(eta[at + k]));
    }
    return log;
  }

  @Override
  public void logProbabilities(HeadConfig head, double[] eta, double[] logs) {
    int last = head.count() - 1;
    double below = 0;
    for (int k = 0; k <= last; k++) {
      boolean inner = k > 0 && k < last;
      double above = inner ? below + gap(eta[k]) : below;
      logs[k] =
          (k < last ? -Bounds.softplus(eta[0] - above) : 0)
              - (k > 0 ? Bounds.softplus(below - eta[0]) : 0)
              - (inner ? Bounds.softplus(-Bounds.logOdds(eta[k])) : 0);
      below = above;
    }
  }

  @Override
  public void addGradient(HeadConfig head, double[] eta, double[] byLogs, double[] byEta) {
    double[] own = new double[head.predictors()];
    for (int k = 0; k < head.count(); k++) {
      logLikelihood(head, eta, 0, k, own);
      for (int p = 0; p < own.length; p++) {
        byEta[p] += byLogs[k] * own[p];
      }
    }
  }

  /** Thresholds are multiplied as eta is. */
  @Override
  public void sharpen(HeadConfig head, double[] eta, double by) {
    eta[0] *= by;
    for (int p = 1; p < head.predictors(); p++) {
      eta[p] = ofGap(by * gap(eta[p]));
    }
  }

  /** Where all classes are equally probable, moved to the mean rank. */
  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    int count = head.count();
    double[] thresholds = new double[count - 1];
    Arrays.setAll(thresholds, k -> Math.log((k + 1.0) / (count - k - 1.0)) + Math.log(count - 1.0));
    for (int k = 1; k < thresholds.length; k++) {
      bias[k] = ofGap(thresholds[k] - thresholds[k - 1]);
    }
    double low = -Bounds.LOG_ODDS;
    double high = thresholds[thresholds.length - 1] + Bounds.LOG_ODDS;
    for (int step = 0; step < HALVINGS; step++) {
      double middle = (low + high) / 2;
      double rank = Arrays.stream(thresholds).map(t -> Bounds.sigmoid(middle - t)).sum();
      low = rank < mean ? middle : low;
      high = rank < mean ? high : middle;
    }
    bias[0] = (low + high) / 2;
  }

  /** Returns theta_k - theta_(k-1). */
  private static double gap(double g) {
    return Bounds.softplus(Bounds.logOdds(g));
  }

  private static double gapSlope(double g) {
    return within(g) ? Bounds.sigmoid(g) : 0;
  }

  /** Returns the slope of log sigmoid(g). */
  private static double closeness(double g) {
    return within(g) ? Bounds.sigmoid(-g) : 0;
  }

  private static boolean within(double g) {
    return Math.abs(g) < Bounds.LOG_ODDS;
  }

  /** Undoes {@link #gap}. */
  private static double ofGap(double gap) {
    return gap > Bounds.LOG_ODDS ? gap : Math.log(Math.expm1(gap));
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.classes() >= 2;
  }

  @Override
  public boolean ordered() {
    return true;
  }

  @Override
  public boolean several() {
    return true;
  }

  @Override
  public int usualCount(TargetKind target, int distinct) {
    return target.classes();
  }

  @Override
  public String words(int count) {
    return "Ordinal over %d classes".formatted(count);
  }
}

package io.diglm.selective;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Finds the least confidence from which answers may be given, so that at most a share r of the
 * answered rows is wrong, with confidence 1 - delta over calibration sets (Geifman and El-Yaniv
 * 2017).
 *
 * <p>Thresholds are tested from the highest down. A threshold is good if so few of its n answered
 * calibration rows are wrong that Binomial (n, r) would give as few with a probability of at most
 * its level (Clopper and Pearson 1934). The first threshold that is expected to answer four times
 * as many rows as needed starts with .6 delta, and four later ones with .1 delta each. A good
 * threshold passes its level on to the next (the fallback procedure; Wiens 2003; Angelopoulos et
 * al. 2022). So the probability that a bad threshold is called good is at most delta, for any
 * distribution. The thresholds must not depend on the calibration rows. If they are quantiles of
 * similar rows, few rows are needed.
 *
 * @param risk r in (0, 1)
 * @param confidence 1 - delta in (0, 1)
 */
public record RiskControl(double risk, double confidence) {
  private static final double FIRST = 0.6;
  private static final double LATER = 0.1;
  private static final int LATER_ONES = 4;
  private static final int AMPLE = 4;

  /** Checks both. */
  public RiskControl {
    requireShare("risk", risk);
    requireShare("confidence", confidence);
  }

  private static void requireShare(String what, double share) {
    if (!(share > 0 && share < 1)) {
      String hint = share >= 1 && share < 100 ? " (2 % is 0.02)" : "";
      throw new IllegalArgumentException(
          "%s must be between 0 and 1, got %s%s".formatted(what, share, hint));
    }
  }

  /**
   * A threshold and what it costs.
   *
   * @param least confidence of a row that is answered
   * @param answered calibration rows of at least this confidence
   * @param wrong of them
   */
  public record Choice(double least, int answered, int wrong) {}

  /** {@return the least number of answered rows, all of them right, that shows the risk} */
  public long rows() {
    return (long) Math.ceil(Math.log(1 - confidence) / Math.log1p(-risk) - 1e-9);
  }

  /**
   * {@return the threshold that answers most; empty if none can be shown to be good}
   *
   * @param thresholds to try, in any order
   * @param sure confidence of each calibration row (N)
   * @param wrong whether its answer is (N)
   */
  public Optional<Choice> choose(double[] thresholds, double[] sure, boolean[] wrong) {
    if (sure.length == 0 || thresholds.length == 0) {
      return Optional.empty();
    }
    double[] tried = Arrays.stream(thresholds).distinct().sorted().toArray();
    double[] levels = levels(tried.length, sure.length);
    double handed = 0;
    Optional<Choice> best = Optional.empty();
    for (int i = tried.length - 1, j = 0; i >= 0; i--, j++) {
      double level = handed + levels[j];
      Choice choice = at(tried[i], sure, wrong);
      boolean good = level > 0 && chance(choice) <= level;
      handed = good ? level : 0;
      best = good ? Optional.of(choice) : best;
    }
    return best;
  }

  /** Returns what each threshold, from the highest on, has of delta by itself. */
  private double[] levels(int count, int rows) {
    double[] levels = new double[count];
    int first = (int) Math.min(count - 1, AMPLE * rows() * count / rows);
    levels[first] += FIRST * (1 - confidence);
    for (int k = 1; k <= LATER_ONES; k++) {
      levels[first + (count - 1 - first) * k / (LATER_ONES + 1)] += LATER * (1 - confidence);
    }
    return levels;
  }

  /**
   * {@return what a threshold does to the calibration rows}
   *
   * @param threshold least certainty of an answer
   * @param sure certainty of each row (N)
   * @param wrong whether its answer is wrong (N)
   */
  public static Choice at(double threshold, double[] sure, boolean[] wrong) {
    int answered = 0;
    int errors = 0;
    for (int row = 0; row < sure.length; row++) {
      if (sure[row] >= threshold) {
        answered++;
        errors += wrong[row] ? 1 : 0;
      }
    }
    return new Choice(threshold, answered, errors);
  }

  /** P(Binomial(n, r) &lt;= k) = I(1 - r; n - k, k + 1). */
  private double chance(Choice choice) {
    return choice.wrong() == choice.answered()
        ? 1
        : RegularizedBeta.value(
            1 - risk, (double) choice.answered() - choice.wrong(), choice.wrong() + 1.0);
  }
}

package io.diglm.selective;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Intervals and label sets that contain y with a stated probability, even if p(y|x) is wrong. They
 * are widened or narrowed as much as the calibration rows require (Vovk et al. 2005).
 *
 * <p>For numbers, the score of a row is the least central probability whose interval contains y,
 * max(1 - 2 F(y), 2 F(y-) - 1) (Chernozhukov et al. 2021). For classes, it is 1 - p(y|x) (Sadinle
 * et al. 2019).
 *
 * @param scores of the calibration rows
 */
public record Conformity(Calibration scores) {
  /** Returns the score of a row, in 0 to 1. */
  public static double score(Distribution answer, double y) {
    return answer instanceof ClassDistribution classes
        ? 1 - classes.probability((int) y)
        : Math.max(0, Math.max(1 - 2 * answer.cdf(y), 2 * answer.cdfBelow(y) - 1));
  }

  /**
   * Returns the central probability whose interval contains y with probability C. It is always
   * below 1.
   *
   * @throws IllegalArgumentException if there are fewer calibration rows than C needs
   */
  public double central(double coverage) {
    return Math.min(scores.quantile(coverage), 1 - 1e-12);
  }

  /** Returns the classes, by index, that contain y with probability C. The set can be empty. */
  public List<Integer> labels(ClassDistribution answer, double coverage) {
    double most = scores.quantile(coverage);
    return IntStream.range(0, answer.classes())
        .filter(k -> score(answer, k) <= most)
        .boxed()
        .toList();
  }
}

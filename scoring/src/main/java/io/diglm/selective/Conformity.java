package io.diglm.selective;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import java.util.List;
import java.util.Map;
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
 * @param weighted the same, weighted towards rows to come; of no rows if they are not
 * @param levels the levels that give each coverage (Gibbs and Candès 2021)
 * @param groups of rows that have calibration rows of their own (Mondrian; Vovk et al. 2005)
 */
public record Conformity(
    Calibration scores,
    WeightedScores weighted,
    Map<Double, Double> levels,
    Map<String, Calibration> groups) {

  /** Copies the maps. */
  public Conformity {
    levels = Map.copyOf(levels);
    groups = Map.copyOf(groups);
  }

  /**
   * Calibrates all rows alike.
   *
   * @param scores those of {@link #score} for the validation rows
   */
  public Conformity(Calibration scores) {
    this(scores, WeightedScores.NONE, Map.of(), Map.of());
  }

  /**
   * {@return the score of a row, in 0 to 1}
   *
   * @param answer p(y|x) of the row
   * @param y its target
   */
  public static double score(Distribution answer, double y) {
    return answer instanceof ClassDistribution classes
        ? 1 - classes.probability((int) y)
        : Math.max(0, Math.max(1 - 2 * answer.cdf(y), 2 * answer.cdfBelow(y) - 1));
  }

  /**
   * Requires enough calibration rows for a coverage.
   *
   * @param coverage C, in (0, 1)
   * @throws IllegalArgumentException if there are fewer than it needs
   */
  public void require(double coverage) {
    threshold(coverage, "");
  }

  /**
   * {@return the central probability whose interval contains y with probability C} It is always
   * below 1.
   *
   * @param coverage C, in (0, 1)
   * @throws IllegalArgumentException if there are fewer calibration rows than C needs
   */
  public double central(double coverage) {
    return central(coverage, "");
  }

  /**
   * {@return the same for a row of a group} A group without calibration rows of its own is
   * calibrated by all rows.
   *
   * @param coverage C, in (0, 1)
   * @param group empty if none
   */
  public double central(double coverage, String group) {
    return Math.min(threshold(coverage, group), 1 - 1e-12);
  }

  /**
   * {@return the classes, by index, that contain y with probability C} The set can be empty.
   *
   * @param answer p(y|x) of the row
   * @param coverage C, in (0, 1)
   * @param group empty if none
   */
  public List<Integer> labels(ClassDistribution answer, double coverage, String group) {
    double most = threshold(coverage, group);
    return IntStream.range(0, answer.classes())
        .filter(k -> score(answer, k) <= most)
        .boxed()
        .toList();
  }

  /**
   * {@return the largest score of a class in a set that contains y with probability C}
   *
   * @param coverage C, in (0, 1)
   */
  public double threshold(double coverage) {
    return threshold(coverage, "");
  }

  private double threshold(double coverage, String group) {
    Double level = levels.get(coverage);
    Calibration own = groups.getOrDefault(group, scores);
    if (level == null) {
      return weighted.rows() > 0
          ? weighted.quantile(coverage)
          : enough(own, coverage).quantile(coverage);
    }
    if (level <= 0) {
      return 0;
    }
    // Adaptation may ask for more than the rows can give: then for everything.
    return level * (own.rows() + 1) > own.rows() ? 1 : own.quantile(level);
  }

  private Calibration enough(Calibration own, double coverage) {
    return coverage * (own.rows() + 1) > own.rows() ? scores : own;
  }
}

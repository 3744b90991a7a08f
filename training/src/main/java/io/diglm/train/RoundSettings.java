package io.diglm.train;

import io.diglm.settings.Require;
import java.util.OptionalInt;

/**
 * How the shards of a cluster agree: each takes some steps of AdamW alone, and the mean of what
 * they moved is taken. As in DiLoCo (Douillard et al. 2023), it can be the gradient of an outer
 * step with Nesterov momentum.
 *
 * @param localSteps steps of an average shard between two means; none decides by the number of
 *     shards
 * @param outerRate factor on the mean movement; 1 takes it as it is
 * @param outerMomentum of the outer steps; 0 for none, since a mean of steps that are as long as
 *     those of one machine needs none
 */
public record RoundSettings(OptionalInt localSteps, double outerRate, double outerMomentum) {
  /** What came nearest to one machine on the flights, by validation rows. */
  public static final RoundSettings DEFAULTS = new RoundSettings(OptionalInt.empty(), 1, 0);

  private static final int LEAST_STEPS = 5;
  private static final int MOST_STEPS = 10;

  /** Steps of a shard alone, times the root of the number of shards, that still do no harm. */
  private static final double APART = 20;

  /** Checks ranges. */
  public RoundSettings {
    localSteps.ifPresent(steps -> Require.atLeast("local-steps", steps, 1));
    Require.that(
        outerRate > 0 && outerRate <= 2, "outer-rate", "be above 0 and at most 2", outerRate);
    Require.that(
        outerMomentum >= 0 && outerMomentum < 1,
        "outer-momentum",
        "be at least 0 and below 1",
        outerMomentum);
  }

  /**
   * Makes settings with a number of steps between two means.
   *
   * @param localSteps steps of an average shard between two means
   * @param outerRate factor on the mean movement
   * @param outerMomentum of the outer steps
   */
  public RoundSettings(int localSteps, double outerRate, double outerMomentum) {
    this(OptionalInt.of(localSteps), outerRate, outerMomentum);
  }

  /**
   * Returns the steps of an average shard between two means. The more shards, the fewer rows has a
   * step, and the further shards move apart.
   */
  int localSteps(int shards) {
    long usual = Math.round(APART / Math.sqrt(shards));
    return localSteps.orElse((int) Math.max(LEAST_STEPS, Math.min(MOST_STEPS, usual)));
  }
}

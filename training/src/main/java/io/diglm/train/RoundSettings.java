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

  /** Steps of a shard alone that still do no harm: with 5, 4 and 16 shards fell behind. */
  private static final int APART = 2;

  /** Steps of a round where no other shard is to be met. */
  private static final int ALONE = 10;

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

  /** Returns the steps of an average shard between two means. */
  int localSteps(int shards) {
    return localSteps.orElse(shards == 1 ? ALONE : APART);
  }
}

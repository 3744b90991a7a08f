package io.diglm.train;

import io.diglm.settings.Require;

/**
 * How the shards of a cluster agree (DiLoCo, Douillard et al. 2023): each takes some steps of AdamW
 * alone, and the mean of what they moved is the gradient of an outer step with Nesterov momentum.
 *
 * @param localSteps steps of an average shard between two means
 * @param outerRate factor on the mean movement; 1 takes it as it is
 * @param outerMomentum of the outer steps; 0 for none
 */
public record RoundSettings(int localSteps, double outerRate, double outerMomentum) {
  /** What came nearest to one machine on the flights, by validation rows. */
  public static final RoundSettings DEFAULTS = new RoundSettings(10, 1, 0.7);

  /** Checks ranges. */
  public RoundSettings {
    Require.atLeast("local-steps", localSteps, 1);
    Require.that(
        outerRate > 0 && outerRate <= 2, "outer-rate", "be above 0 and at most 2", outerRate);
    Require.that(
        outerMomentum >= 0 && outerMomentum < 1,
        "outer-momentum",
        "be at least 0 and below 1",
        outerMomentum);
  }
}

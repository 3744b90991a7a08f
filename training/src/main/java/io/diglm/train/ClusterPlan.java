package io.diglm.train;

import io.diglm.model.Bayes;
import java.io.Serializable;

/**
 * How a training is cut into rounds.
 *
 * @param passes over the training rows
 * @param machines shards of equal size whose mean is as exact as that of those there are
 * @param batch rows of a shard's step: those of one machine's step, divided by the shards
 * @param rounds in all
 * @param steps of an average shard in a round
 * @param gain factor on the learning rate: 1, as {@link Adam#among} makes the mean of the shards'
 *     steps as long as one machine's; where all shards together have more rows a step than it, the
 *     root of how many times as many (Malladi et al. 2022)
 */
record ClusterPlan(int passes, double machines, int batch, int rounds, int steps, double gain)
    implements Serializable {
  /** Fewer rows than these a step are too noisy a gradient. */
  private static final int LEAST_BATCH = 32;

  private static final double MOST_GAIN = 2;

  /** Looks at the validation rows in a pass, at most. */
  private static final int LOOKS_A_PASS = 4;

  /** Plans as many passes as one machine would make. */
  static ClusterPlan of(FitConfig config, ShardTotals totals, RoundSettings settings) {
    int rows = (int) Math.min(Integer.MAX_VALUE, totals.train());
    Schedule one = Schedule.plan(config, Bayes.NONE, rows);
    int batch = Math.max(Math.min(LEAST_BATCH, one.batchSize()), one.batchSize() / totals.shards());
    int local = settings.localSteps(totals.shards());
    double shard = (double) totals.train() / totals.shards();
    long steps = one.epochs() * Math.max(1, Math.round(shard / batch));
    long rounds = Math.max(1, (steps + local - 1) / local);
    return new ClusterPlan(
        one.epochs(),
        totals.machines(),
        batch,
        Math.toIntExact(rounds),
        Math.toIntExact(Math.max(1, Math.round((double) steps / rounds))),
        Math.min(MOST_GAIN, Math.max(1, Math.sqrt(batch * totals.machines() / one.batchSize()))));
  }

  /** Returns the schedule of a shard of so many rows. */
  Schedule schedule(FitConfig config, int rows) {
    int own = Math.min(rows, batch);
    return new Schedule(
        passes,
        own,
        Math.max(1, Math.round((float) rows / own)),
        gain * config.optimiser().learningRate(),
        config.optimiser().warmUp());
  }

  /** Returns the schedule of the rounds, an epoch each. */
  Schedule rounds(FitConfig config) {
    return new Schedule(
        rounds,
        batch,
        steps,
        gain * config.optimiser().learningRate(),
        config.optimiser().warmUp());
  }

  /** Returns how many rounds lie between two looks at the validation rows. */
  int roundsALook() {
    return (roundsAPass() + LOOKS_A_PASS - 1) / LOOKS_A_PASS;
  }

  /** Returns how many rounds a pass takes, rounded up. */
  int roundsAPass() {
    return (rounds + passes - 1) / passes;
  }
}

package io.diglm.train;

import io.diglm.model.Bayes;
import java.io.Serializable;

/**
 * How a training is cut into rounds.
 *
 * @param passes over the training rows
 * @param batch rows of a shard's step: those of one machine's step, divided by the shards
 * @param rounds in all
 * @param steps of an average shard in a round
 * @param gain factor on the learning rate: the fourth root of how many steps of shards make one of
 *     one machine. AdamW divides a gradient by its noise, which is larger in smaller batches, and
 *     the mean of the shards is as exact as one machine's step. That alone asks for the square root
 *     (Malladi et al. 2022); the outer momentum speeds up too, and with both, 16 shards were slower
 */
record ClusterPlan(int passes, int batch, int rounds, int steps, double gain)
    implements Serializable {
  /** Fewer rows than these a step are too noisy a gradient. */
  private static final int LEAST_BATCH = 32;

  private static final double GAIN = 0.25;
  private static final double MOST_GAIN = 2;

  /** Plans as many passes as one machine would make. */
  static ClusterPlan of(FitConfig config, ShardTotals totals, RoundSettings settings) {
    int rows = (int) Math.min(Integer.MAX_VALUE, totals.train());
    Schedule one = Schedule.plan(config, Bayes.NONE, rows);
    int batch = Math.max(Math.min(LEAST_BATCH, one.batchSize()), one.batchSize() / totals.shards());
    double shard = (double) totals.train() / totals.shards();
    long steps = one.epochs() * Math.max(1, Math.round(shard / batch));
    long rounds = Math.max(1, (steps + settings.localSteps() - 1) / settings.localSteps());
    return new ClusterPlan(
        one.epochs(),
        batch,
        Math.toIntExact(rounds),
        Math.toIntExact(Math.max(1, Math.round((double) steps / rounds))),
        Math.min(MOST_GAIN, Math.pow((double) one.batchSize() / batch, GAIN)));
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

  /** Returns how many rounds a pass takes, rounded up. */
  int roundsAPass() {
    return (rounds + passes - 1) / passes;
  }
}

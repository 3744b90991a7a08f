package io.diglm.train;

import io.diglm.model.TensorData;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Moves the weights by rounds on a cluster: theta' = theta + r (d + m u'), u' = m u + d, with d the
 * mean movement of the shards, r the outer rate and m the outer momentum (Nesterov, as in DiLoCo).
 */
final class Rounds implements Trainer.Pass {
  private static final String VELOCITY = "outer.velocity";

  private final Trainer trainer;
  private final Cluster cluster;
  private final LocalSteps steps;
  private final RoundSettings settings;
  private final Clock clock;
  private final FitListener listener;
  private float[] velocity = {};
  private boolean warned;

  Rounds(
      Trainer trainer,
      Cluster cluster,
      LocalSteps steps,
      RoundSettings settings,
      Clock clock,
      FitListener listener) {
    this.trainer = trainer;
    this.cluster = cluster;
    this.steps = steps;
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public BatchSums run(int epoch) {
    trainer.believe();
    Map<String, float[]> start = trainer.shared();
    Round round = new Round(epoch, start, trainer.beliefs(), trainer.taken(), clock.seconds());
    StateSum sum = cluster.round(steps, round);
    warn(sum);
    long rows = cluster.totals().train();
    Map<String, float[]> moved = new HashMap<>(sum.mean(rows));
    moved.put(Adam.VALUES, outer(vector(start), vector(moved)));
    trainer.follow(moved, sum.beliefs(rows), steps.plan().steps());
    BatchSums batches = sum.batches();
    listener.step(
        epoch + 1L, steps.rounds(), batches.nll(), clock.rowsPerSecond((int) batches.rows()));
    return batches;
  }

  /**
   * A look at the validation rows is a large part of what a round costs the driver, and the
   * averaged weights change little in one. One machine looks once a pass.
   */
  @Override
  public boolean judged(int epoch) {
    ClusterPlan plan = steps.plan();
    return epoch == 0 || epoch + 1 == plan.rounds() || (epoch + 1) % plan.roundsALook() == 0;
  }

  private static float[] vector(Map<String, float[]> state) {
    return Objects.requireNonNull(state.get(Adam.VALUES));
  }

  /** Returns the weights after an outer step. */
  private float[] outer(float[] start, float[] mean) {
    double momentum = settings.outerMomentum();
    if (velocity.length == 0) {
      velocity = new float[start.length];
    }
    float[] values = new float[start.length];
    for (int i = 0; i < values.length; i++) {
      double moved = (double) mean[i] - start[i];
      double fast = momentum * velocity[i] + moved;
      velocity[i] = (float) fast;
      values[i] = (float) (start[i] + settings.outerRate() * (moved + momentum * fast));
    }
    return values;
  }

  private void warn(StateSum sum) {
    sum.requireWhole();
    if (sum.rows() == 0) {
      throw new IllegalStateException(
          "rounds must have rows to learn from, got %d that the sample shows no cells like"
              .formatted(sum.unreadable()));
    }
    if (!warned && sum.unreadable() > 0) {
      warned = true;
      listener.warning(
          "%d of %d training rows do not learn: the sample shows no cells like theirs"
              .formatted(sum.unreadable(), sum.unreadable() + sum.rows()));
    }
  }

  @Override
  public Map<String, TensorData> state() {
    return velocity.length == 0
        ? Map.of()
        : Map.of(VELOCITY, TensorData.of(velocity.clone(), velocity.length));
  }

  /** Goes on from a checkpoint. */
  void resume(Checkpoint checkpoint) {
    velocity = checkpoint.floats(VELOCITY);
  }
}

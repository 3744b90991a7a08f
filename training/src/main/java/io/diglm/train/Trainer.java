package io.diglm.train;

import io.diglm.distribution.Seeds;
import io.diglm.glm.Beliefs;
import io.diglm.gradient.Objective;
import io.diglm.model.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Minimises -J_lambda (equation 7) by Adam over shuffled batches, keeps the averaged weights that
 * validated best, and survives steps that are not finite.
 */
final class Trainer implements AutoCloseable {
  private static final int INITIAL_ROWS = 4096;
  static final int PATIENCE = 10;

  /** Patience is at least one part in so many of all epochs. */
  private static final int PATIENT_SHARE = 4;

  private static final int TOLERATED_SKIPS = 10;
  private static final int TOLERATED_ROLLBACKS = 5;

  private final LearningTask task;
  private final TrainingData data;
  private final Draws draws;
  private final FitConfig config;
  private final Schedule schedule;
  private final FitListener listener;
  private final Clock clock;
  private final double lambda;
  private final Network network;
  private final Workers workers;
  private final Validation validation;
  private final Optional<Beliefs> beliefs;
  private final TrainingState state;

  Trainer(LearningTask task, Schedule schedule, Clock clock, FitListener listener) {
    this(task, schedule, clock, listener, true);
  }

  /** Returns one that takes over all weights by {@link #local}, so that none start from data. */
  static Trainer joining(LearningTask task, Schedule schedule, Clock clock) {
    return new Trainer(task, schedule, clock, FitListener.SILENT, false);
  }

  private Trainer(
      LearningTask task, Schedule schedule, Clock clock, FitListener listener, boolean starting) {
    this.task = task;
    data = task.data();
    config = task.config();
    draws = task.draws();
    this.schedule = schedule;
    this.clock = clock;
    this.listener = listener;
    network = Network.start(task);
    lambda = task.lambda();
    beliefs = network.head().beliefs();
    int parameters = network.parameters().values().length;
    List<Worker> built = new ArrayList<>();
    for (int k = 0; k < network.threads(config.run().threads()); k++) {
      built.add(new Worker(network.gradient(), task.head(), data, parameters));
    }
    workers = new Workers(built);
    validation = new Validation(task, network, workers);
    if (starting) {
      workers.initialise(first());
    }
    state =
        new TrainingState(network.parameters(), config, beliefs, data.judged(), workers.count());
  }

  private Worker.Rows first() {
    int most = Math.min(INITIAL_ROWS, 4 * data.encoder().batch());
    return new Worker.Rows(data.train(), 0, Math.min(data.train().length, most));
  }

  /** Moves the weights through one epoch. */
  interface Pass {
    /** Returns the sums over what was learned from. */
    BatchSums run(int epoch);

    /** Returns whether an epoch's end is worth a look at the validation rows. */
    default boolean judged(int epoch) {
      return true;
    }

    /** What a checkpoint must keep besides the trainer's own state. */
    default Map<String, TensorData> state() {
      return Map.of();
    }
  }

  /** Resumes from a checkpoint before {@link #train}. */
  void resume(Checkpoint checkpoint) {
    state.restore(checkpoint);
  }

  /**
   * Trains to the end of the schedule, or until patience, time or the listener ends it. The best
   * weights are then in place.
   */
  List<EpochRecord> train(Optional<CheckpointFile> file) {
    return train(file, this::steps);
  }

  /** The same, where epochs are run otherwise than step after step here. */
  List<EpochRecord> train(Optional<CheckpointFile> file, Pass pass) {
    boolean stopped = false;
    while (!stopped && state.epoch() < schedule.epochs()) {
      stopped = epoch(pass);
      if (!stopped) { // the end of half an epoch is nothing to go on from
        file.ifPresent(f -> f.offer(clock, () -> state.checkpoint().with(pass.state())));
      }
    }
    state.adoptBest();
    return state.history();
  }

  /** Runs one epoch; returns whether training is to stop. */
  private boolean epoch(Pass pass) {
    BatchSums sums = pass.run(state.epoch());
    boolean last = interrupted();
    record(sums, last || pass.judged(state.epoch()));
    return last
        || interrupted()
        || state.epochsSinceBest() >= config.optimiser().patience().orElse(patience());
  }

  private boolean interrupted() {
    return listener.stopRequested() || clock.share() >= 1;
  }

  private BatchSums steps(int epoch) {
    int[] order = order(epoch);
    BatchSums sums = BatchSums.NONE;
    boolean interrupted = false;
    for (int step = 0; step < schedule.stepsPerEpoch() && !interrupted; step++) {
      sums = sums.plus(step(order, epoch, step));
      interrupted = interrupted();
    }
    return sums;
  }

  /** Each epoch draws from a stream of its own, so that a resumed run sees the same order. */
  private int[] order(int epoch) {
    return draws.order(Seeds.stream(config.run().seed(), "order." + epoch));
  }

  /**
   * Takes these steps of the schedule, exclusive of the last, from what the workers of a cluster
   * share.
   *
   * @param round what they start from
   * @param machines how many share it, as if all had as many rows
   */
  BatchSums local(Round round, double machines, long from, long to) {
    state.join(round.shared(), round.taken(), machines);
    beliefs.ifPresent(b -> b.restore(round.beliefs()));
    BatchSums sums = BatchSums.NONE;
    int[] order = {};
    for (long index = from; index < to; index++) {
      int epoch = (int) (index / schedule.stepsPerEpoch());
      int step = (int) (index % schedule.stepsPerEpoch());
      order = index == from || step == 0 ? order(epoch) : order;
      sums = sums.plus(step(order, epoch, step));
    }
    return sums;
  }

  /** Copies of what the workers of a cluster share. */
  Map<String, float[]> shared() {
    return state.shared();
  }

  /** Lets the first rows here say what is believed of the coefficients, if nothing is yet. */
  void believe() {
    Worker.Rows first = first();
    beliefs
        .filter(Beliefs::blank)
        .ifPresent(b -> b.adopt(workers.observe(first, config.run().seed(), b)));
  }

  /** Returns what is believed of the coefficients; empty if nothing is. */
  double[] beliefs() {
    return beliefs.map(Beliefs::state).orElse(new double[0]);
  }

  /** Takes what others made of it, and of the beliefs, in so many steps. */
  void follow(Map<String, float[]> moved, double[] believed, int taken) {
    state.take(moved);
    beliefs.ifPresent(b -> b.believe(believed));
    state.follow(taken);
  }

  long taken() {
    return state.steps();
  }

  /**
   * Images train under a lambda that falls. The loss of few rows swings from epoch to epoch and
   * falls with the rate, to the very end. Short epochs tell little each.
   */
  private int patience() {
    boolean whole = data.few() || data.images();
    return whole ? schedule.epochs() : Math.max(PATIENCE, schedule.epochs() / PATIENT_SHARE);
  }

  private BatchSums step(int[] order, int epoch, int step) {
    Worker.Rows rows =
        new Worker.Rows(order, schedule.from(step, order.length), schedule.to(step, order.length));
    long index = (long) epoch * schedule.stepsPerEpoch() + step;
    long seed = Seeds.stream(config.run().seed(), "noise").nextLong() + index;
    boolean whole = rows.count() == order.length;
    beliefs.filter(b -> whole || b.blank()).ifPresent(b -> b.adopt(workers.observe(rows, seed, b)));
    Objective now = task.objective(progress(index));
    BatchSums sums = differentiated(rows, seed, now);
    Optional<String> fault =
        state.apply(sums, workers.gradients(), schedule.rate(progress(index)), workers::all);
    fault.ifPresent(this::skipped);
    if (!whole && fault.isEmpty()) {
      beliefs.ifPresent(b -> sums.equations().ifPresent(b::follow));
    }
    double loss = sums.loss(now.lambda());
    listener.step(index + 1, schedule.steps(), loss, clock.rowsPerSecond(rows.count()));
    return fault.isPresent() ? BatchSums.NONE : sums.withoutEquations();
  }

  /** The sums that were maximised: with beliefs, the evidence or its bound. */
  private BatchSums differentiated(Worker.Rows rows, long seed, Objective now) {
    BatchSums sums = workers.differentiate(rows, seed, now, beliefs);
    return beliefs.map(b -> sums.lessBelief(b.costPerRow())).orElse(sums);
  }

  /** A time limit bends the schedule so that the rate has fallen when the time is up. */
  private double progress(long index) {
    return Math.max((double) index / schedule.steps(), clock.share());
  }

  private void skipped(String fault) {
    if (state.skipsInRow() == 1) {
      listener.warning("step skipped: " + fault + " was not finite");
    }
    if (state.skipsInRow() >= TOLERATED_SKIPS) {
      if (state.rollBack() > TOLERATED_ROLLBACKS) {
        throw new DivergedException(
            "training must keep finite numbers, got none in %d rollbacks: %s (lower the learning rate)"
                .formatted(TOLERATED_ROLLBACKS, fault));
      }
      listener.warning("rolled back to the last epoch at half the learning rate");
    }
  }

  private void record(BatchSums train, boolean judged) {
    Judgement judgement = judged ? validation.judge(state.average()) : Judgement.of(state.last());
    EpochRecord done =
        new EpochRecord(
            state.epoch() + 1,
            state.steps(),
            schedule.rate(progress((state.epoch() + 1L) * schedule.stepsPerEpoch())),
            train.loss(lambda),
            train.nll(),
            train.meanDensity(),
            judgement.loss(),
            judgement.nll(),
            judgement.logDensity(),
            state.skipped(),
            clock.seconds());
    state.endEpoch(done);
    listener.epoch(done);
  }

  /** Returns the tensors as they are, those that only training needs among them. */
  Map<String, TensorData> weights() {
    return network.parameters().tensors();
  }

  @Override
  public void close() {
    workers.close();
  }
}

package io.diglm.train;

import io.diglm.flow.Event;
import io.diglm.flow.RowPass;
import io.diglm.glm.Beliefs;
import io.diglm.glm.TargetTerm;
import io.diglm.hybrid.HybridModel;
import io.diglm.hybrid.HybridObjective;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.torch.Device;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Minimises -J_lambda (equation 7) by Adam over shuffled batches, keeps the averaged weights that
 * validated best, and survives steps that are not finite.
 */
final class Trainer implements AutoCloseable {
  private static final int INITIAL_ROWS = 4096;
  private static final int PATIENCE = 10;
  private static final int TOLERATED_SKIPS = 10;
  private static final int TOLERATED_ROLLBACKS = 5;

  private final TrainingData data;
  private final Draws draws;
  private final FitConfig config;
  private final Schedule schedule;
  private final FitListener listener;
  private final Clock clock;
  private final HybridObjective objective;
  private final Workers workers;
  private final Optional<Beliefs> beliefs;
  private final TrainingState state;

  Trainer(
      TrainingData data,
      Draws draws,
      HeadConfig head,
      FlowConfig flow,
      FitConfig config,
      Schedule schedule,
      Clock clock,
      FitListener listener) {
    this.data = data;
    this.config = config;
    this.draws = draws;
    this.schedule = schedule;
    this.clock = clock;
    this.listener = listener;
    objective = new HybridObjective(config.lambda(data.dimension()));
    workers = new Workers(build(head, flow));
    beliefs = workers.first().beliefs();
    state =
        new TrainingState(workers.first().store(), config, beliefs, data.judged(), workers.count());
    int initial = Math.min(INITIAL_ROWS, 4 * data.encoder().batch());
    workers.first().initialise(data.train(), Math.min(data.train().length, initial));
    store().flat().read();
  }

  /**
   * One model a thread over the same values. Batch statistics need the batch whole, and a GPU works
   * on it whole: one thread.
   */
  private List<Worker> build(HeadConfig head, FlowConfig flow) {
    boolean whole = flow.norm() == FlowConfig.Norm.BATCHNORM || Device.current() != Device.CPU;
    int threads = whole ? 1 : config.run().threads();
    Event event = data.event(config.networks(data.encoder().image().isPresent()));
    List<Worker> built = new ArrayList<>();
    ParameterStore store = new ParameterStore(config.run().seed(), ScalarType.Float);
    NativeScope.run(
        () -> {
          HybridModel model = HybridModel.build(flow, head, event, store);
          model.head().startAt(data.meanTarget());
          TargetTerm term = TargetTerm.of(model.head(), data.dimension(), data.labelled(), store);
          store.flatten();
          built.add(worker(model, term, store, flow));
          for (int k = 1; k < threads; k++) {
            ParameterStore twin = store.replica();
            HybridModel same = HybridModel.build(flow, head, event, twin);
            TargetTerm its = TargetTerm.of(same.head(), data.dimension(), data.labelled(), twin);
            built.add(worker(same, its, twin, flow));
          }
        });
    return built;
  }

  private Worker worker(HybridModel model, TargetTerm term, ParameterStore store, FlowConfig flow) {
    Optional<RowPass> rows =
        data.encoder().image().isPresent() || Device.current() != Device.CPU
            ? Optional.empty()
            : Optional.of(RowPass.of(flow, model.flow(), store));
    return new Worker(model, term, store, objective, data, config.images().memory(), rows);
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
    boolean stopped = false;
    while (!stopped && state.epoch() < schedule.epochs()) {
      stopped = epoch();
      if (!stopped) { // the end of half an epoch is nothing to go on from
        file.ifPresent(f -> f.offer(clock, state::checkpoint));
      }
    }
    state.adoptBest();
    return state.history();
  }

  /** Runs one epoch; returns whether training is to stop. */
  private boolean epoch() {
    // Each epoch draws from a stream of its own, so that a resumed run sees the same order.
    int[] order = draws.order(Seeds.stream(config.run().seed(), "order." + state.epoch()));
    BatchSums sums = BatchSums.NONE;
    boolean interrupted = false;
    for (int step = 0; step < schedule.stepsPerEpoch() && !interrupted; step++) {
      sums = sums.plus(step(order, step));
      interrupted = listener.stopRequested() || clock.share() >= 1;
    }
    record(sums);
    return interrupted
        || state.epochsSinceBest() >= config.optimiser().patience().orElse(patience());
  }

  /**
   * Images train under a lambda that falls. The loss of few rows swings from epoch to epoch and
   * falls with the rate, to the very end.
   */
  private int patience() {
    boolean whole = data.few() || data.encoder().image().isPresent();
    return whole ? schedule.epochs() : PATIENCE;
  }

  private BatchSums step(int[] order, int step) {
    int from = schedule.from(step, order.length);
    int to = schedule.to(step, order.length);
    long index = (long) state.epoch() * schedule.stepsPerEpoch() + step;
    long seed = Seeds.stream(config.run().seed(), "noise").nextLong() + index;
    return NativeScope.compute(
        () -> {
          boolean whole = to - from == order.length;
          beliefs
              .filter(b -> whole || b.blank())
              .ifPresent(b -> adopt(() -> b.adopt(workers.observe(order, from, to, seed, b))));
          HybridObjective now = config.objective(data.dimension(), progress(index));
          BatchSums sums = differentiated(order, from, to, seed, now);
          Optional<String> fault =
              state.apply(
                  sums, workers.first().gradients(), schedule.rate(progress(index)), workers::all);
          fault.ifPresent(this::skipped);
          if (!whole && fault.isEmpty()) {
            beliefs.ifPresent(b -> adopt(() -> sums.equations().ifPresent(b::follow)));
          }
          double loss = sums.loss(now.lambda());
          listener.step(index + 1, schedule.steps(), loss, clock.rowsPerSecond(to - from));
          return fault.isPresent() ? BatchSums.NONE : sums.withoutEquations();
        });
  }

  /** Beliefs set the head's own tensors. */
  private void adopt(Runnable beliefs) {
    beliefs.run();
    store().flat().read();
  }

  /** The sums that were maximised: with beliefs, the evidence or its bound. */
  private BatchSums differentiated(int[] order, int from, int to, long seed, HybridObjective now) {
    BatchSums sums = workers.differentiate(order, from, to, seed, now, beliefs);
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
        throw new IllegalStateException(
            "training must keep finite numbers, got none in %d rollbacks: %s (lower the learning rate)"
                .formatted(TOLERATED_ROLLBACKS, fault));
      }
      listener.warning("rolled back to the last epoch at half the learning rate");
    }
  }

  private void record(BatchSums train) {
    BatchSums validation =
        NativeScope.compute(() -> state.withAverage(() -> workers.evaluate(data.validation())));
    double lambda = objective.lambda();
    EpochRecord done =
        new EpochRecord(
            state.epoch() + 1,
            state.steps(),
            schedule.rate(progress((state.epoch() + 1L) * schedule.stepsPerEpoch())),
            train.loss(lambda),
            train.nll(),
            train.meanDensity(),
            validation.loss(lambda),
            validation.nll(),
            validation.meanDensity(),
            state.skipped(),
            clock.seconds());
    state.endEpoch(done);
    listener.epoch(done);
  }

  /** The store with the weights; closed with the trainer. */
  ParameterStore store() {
    return workers.first().store();
  }

  @Override
  public void close() {
    workers.close();
  }
}

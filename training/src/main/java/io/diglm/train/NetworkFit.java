package io.diglm.train;

import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Trains one network: a flow with its head.
 *
 * @param data rows as the trainer sees them
 * @param config whose seed is that of the network
 * @param listener hears how it goes
 * @param file where its checkpoint is kept, if anywhere
 * @param resume whether to go on from that
 */
record NetworkFit(
    TrainingData data,
    FitConfig config,
    FitListener listener,
    Optional<CheckpointFile> file,
    boolean resume) {
  /** Most steps of the short trainings that choose a family, and their share of all steps. */
  private static final int TRIAL_STEPS = 400;

  private static final int TRIAL_SHARE = 5;

  /** A brief training is enough if its best epoch lies in this share of its epochs. */
  private static final double LATE = 0.75;

  /**
   * The same where rows are many: these are seldom learned by heart so fast. (On held-out rows of
   * loans, whose best epoch came at .73, a whole training was better by .067 nats.)
   */
  private static final double LATE_OF_MANY = 0.45;

  private static final int MANY_ROWS = 5000;

  /** Chooses among heads by short trainings. */
  HeadConfig choose(List<HeadConfig> candidates, FlowConfig flow) {
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    listener.stage("choosing the family");
    Trial trial = new Trial(data, candidates);
    return FamilyChoice.best(candidates, head -> trialLoss(trial, head, flow));
  }

  private double trialLoss(Trial trial, HeadConfig head, FlowConfig flow) {
    if (listener.stopRequested()) {
      return Double.POSITIVE_INFINITY;
    }
    LearningTask task = new LearningTask(data, head, flow, config);
    Schedule whole = task.schedule();
    long steps = Math.max(1, Math.min(TRIAL_STEPS, whole.steps() / TRIAL_SHARE));
    Schedule schedule = whole.limitedTo((int) steps);
    try {
      return trial.loss(head, beside(task, schedule, 1));
    } catch (IllegalStateException e) {
      // A family that cannot be trained on this target is not the one.
      return Double.POSITIVE_INFINITY;
    }
  }

  /**
   * Trains the network.
   *
   * @param cells whether log p(x) is that of cells
   */
  Trained network(HeadConfig head, FlowConfig flow, Clock clock, boolean cells) {
    Trained full = train(head, flow, clock, cells);
    requireSound(full, head);
    return full;
  }

  /** Trains a linear model: z = x under the same head. */
  Trained linear(HeadConfig head, FlowConfig flow) {
    TrainingData plain = data.with(Optional.empty());
    LearningTask task = new LearningTask(plain, head, flow.identity(), config);
    return new NetworkFit(plain, config, listener, file, resume)
        .beside(task, task.schedule(), config.optimiser().members().orElse(1));
  }

  /** A member that answers no validation row would spoil the average. */
  private void requireSound(Trained full, HeadConfig head) {
    boolean judged = head.predictors() > 0 && data.judged() && !full.history().isEmpty();
    boolean finite =
        full.history().stream().mapToDouble(EpochRecord::validationNll).anyMatch(Double::isFinite);
    if (config.optimiser().members().orElse(1) > 1 && judged && !finite) {
      throw new DivergedException("validation NLL must be finite, got %s".formatted(full.nll()));
    }
  }

  /**
   * Trains. Few rows train briefly first, and for longer only if the validation rows ask for it:
   * many small tables are learned by heart long before the whole training is over.
   */
  private Trained train(HeadConfig head, FlowConfig flow, Clock clock, boolean cells) {
    LearningTask task = new LearningTask(data, head, flow, config);
    Schedule whole = task.schedule();
    boolean doubtful = new RowDefaults(config).brief(data.train().length, cells) && data.judged();
    Optional<Trained> brief =
        Optional.of(task)
            .filter(t -> doubtful)
            .map(t -> train(t, whole.brief(), clock, Optional.empty()));
    if (brief.filter(b -> b.stopped() || b.turned(late())).isPresent()) {
      return brief.get().asBrief();
    }
    Trained longer = train(task, whole, clock, file);
    return brief.filter(b -> b.loss() < longer.loss()).orElse(longer);
  }

  private double late() {
    return data.train().length < MANY_ROWS ? LATE : LATE_OF_MANY;
  }

  private Trained train(
      LearningTask task, Schedule schedule, Clock clock, Optional<CheckpointFile> kept) {
    try (Trainer trainer = new Trainer(task, schedule, clock, listener)) {
      kept.filter(f -> resume).flatMap(CheckpointFile::read).ifPresent(trainer::resume);
      List<EpochRecord> history = trainer.train(kept);
      return task.trained(trainer, history, listener.stopRequested() || clock.share() >= 1);
    }
  }

  /**
   * Trains in silence, at most four times in a fifth of the time, where it is limited.
   *
   * @param members networks that share this time
   */
  private Trained beside(LearningTask task, Schedule schedule, int members) {
    Duration share = config.run().timeLimit().dividedBy(4L * TRIAL_SHARE);
    Clock clock = new Clock(share.dividedBy(members));
    try (Trainer trainer = new Trainer(task, schedule, clock, new Quiet(listener))) {
      return task.trained(trainer, trainer.train(Optional.empty()), false);
    }
  }
}

package io.diglm.train;

import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.settings.Require;
import java.util.List;
import java.util.Optional;

/**
 * Trains the network of a fit by rounds on a cluster.
 *
 * @param data the sample, whose held-out rows choose the round
 * @param config of the fit
 * @param listener hears how it goes
 * @param cluster that has the rows
 * @param settings how its shards agree
 */
record ClusterTraining(
    TrainingData data,
    FitConfig config,
    FitListener listener,
    Cluster cluster,
    RoundSettings settings) {
  /**
   * Requires what rounds can learn.
   *
   * @throws IllegalArgumentException if they cannot
   */
  static void requireSuited(FitConfig config) {
    int members = config.optimiser().members().orElse(1);
    Require.that(members == 1, "members", "be 1 where a cluster trains", members);
    double share = config.density().contamination();
    Require.that(share == 0, "contamination", "be 0 where a cluster trains", share);
    Optional<String> censoring = config.data().event().or(config.data()::censored);
    Require.that(
        censoring.isEmpty(),
        "censored targets",
        "not be learned where a cluster trains",
        censoring.orElse(""));
    List<String> beside = List.copyOf(config.data().beside());
    Require.that(
        beside.isEmpty(), "weight and offset", "not be set where a cluster trains", beside);
  }

  /** Trains; a checkpoint is kept after each round, if anywhere. */
  Trained trained(
      HeadConfig head, FlowConfig flow, Clock clock, Checkpoints checkpoints, String print) {
    ShardTotals totals = cluster.totals();
    ClusterPlan plan = ClusterPlan.of(config, totals, settings);
    listener.stage(
        "training on the cluster: %d rows in %d shards, %d passes in %d rounds of %d steps"
            .formatted(
                totals.train(), totals.shards(), plan.passes(), plan.rounds(), plan.steps()));
    String identity = Fingerprint.of(print + config + head + totals + plan + settings);
    Optional<CheckpointFile> file = checkpoints.of(1, identity, listener);
    int patience = config.optimiser().patience().orElse(Trainer.PATIENCE) * plan.roundsAPass();
    LearningTask ofShards = new LearningTask(data, head, flow, config);
    LearningTask own =
        new LearningTask(data, head, flow, config.optimiser(o -> o.patience(patience)));
    LocalSteps steps = new LocalSteps(ofShards, totals.train(), plan);
    try (Trainer trainer = new Trainer(own, plan.rounds(config), clock, listener)) {
      Rounds rounds = new Rounds(trainer, cluster, steps, settings, clock, listener);
      Optional<Checkpoint> kept =
          file.filter(f -> checkpoints.resume()).flatMap(CheckpointFile::read);
      kept.ifPresent(trainer::resume);
      kept.ifPresent(rounds::resume);
      List<EpochRecord> history = trainer.train(file, rounds);
      return own.trained(trainer, history, listener.stopRequested() || clock.share() >= 1);
    }
  }
}

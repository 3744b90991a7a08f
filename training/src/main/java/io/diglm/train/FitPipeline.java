package io.diglm.train;

import io.diglm.config.UnlabelledSettings;
import io.diglm.density.CellDensity;
import io.diglm.model.Bayes;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.SavedTargets;
import io.diglm.model.UnusableFileException;
import io.diglm.network.Hinges;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.settings.Require;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The way from a table to models: preparation, the choice of flow and heads, the density, training,
 * and what follows it.
 *
 * @param config what to fit and how
 * @param listener hears of it
 * @param checkpoints where it goes on after a kill
 * @param limit of all of it
 * @param elsewhere where a cluster trains
 */
record FitPipeline(
    FitConfig config,
    FitListener listener,
    Checkpoints checkpoints,
    TimeLimit limit,
    Optional<Elsewhere> elsewhere) {
  /**
   * Returns the model of each target, or of p(x) alone.
   *
   * @param first warnings that come first
   */
  List<FitResult> results(Table table, List<String> first) {
    Clock clock = limit.training();
    int targets = config.data().targets().size();
    List<FitConfig> others = IntStream.range(1, targets).mapToObj(this::of).toList();
    Prepared prepared = new Preparation(of(0), others, elsewhere, listener).of(table, first);
    TrainingData data = prepared.data();
    String print = Fingerprint.of(prepared.table());
    List<String> warnings = prepared.warnings();
    warnings.forEach(listener::warning);
    // What cannot be is told before anything is learned.
    FlowConfig wanted = flow(data);
    List<List<HeadConfig>> candidates = new ArrayList<>();
    for (int k = 0; k < prepared.targets(); k++) {
      candidates.add(candidates(of(k), prepared.of(k)));
    }
    Optional<CellDensityFit.Learned> learned =
        config.cells(data.images())
            ? Optional.of(density(data.learningFrom(prepared.novelty().known()), print, clock))
            : Optional.empty();
    Optional<CellDensity> density = learned.map(CellDensityFit.Learned::density);
    List<HeadConfig> heads = new ArrayList<>();
    for (int k = 0; k < candidates.size(); k++) {
      TrainingData own = prepared.of(k).data();
      heads.add(
          new NetworkFit(own, of(k), listener, Optional.empty(), false)
              .choose(candidates.get(k), wanted));
    }
    List<Trained> trained =
        learned
            .filter(alone -> config.data().target().isEmpty())
            .map(alone -> List.of(untrained(wanted, alone)))
            .orElseGet(() -> trained(prepared, heads, wanted, print, clock));
    return kept(() -> finished(prepared, heads, density, trained));
  }

  /** Returns the configuration as it is for a target, from 0 on. */
  private FitConfig of(int target) {
    boolean several = !config.data().moreTargets().isEmpty();
    if (!several && config.head().families().isEmpty()) {
      return config;
    }
    // What rows without a class teach of it moves rows by one head alone.
    boolean used = several && config.unlabelled().use() == UnlabelledSettings.Use.USE;
    FitConfig own = config.of(target);
    return used ? own.unlabelled(u -> u.use(UnlabelledSettings.Use.DENSITY)) : own;
  }

  /** Runs what follows training. If that fails, what was trained is not lost. */
  private <T> T kept(Supplier<T> finish) {
    try {
      return finish.get();
    } catch (UnusableFileException e) {
      throw new UnusableFileException(e.getMessage() + checkpoints.kept(), e);
    } catch (RuntimeException | OutOfMemoryError e) {
      String kept = checkpoints.kept();
      if (!kept.isEmpty()) {
        listener.warning("the fit did not end" + kept);
      }
      throw e;
    }
  }

  /** Makes the model of each target. */
  private List<FitResult> finished(
      Prepared prepared,
      List<HeadConfig> heads,
      Optional<CellDensity> density,
      List<Trained> trained) {
    Instant created = Instant.now();
    List<FitResult> results = new ArrayList<>();
    Set<String> told = new HashSet<>(prepared.warnings());
    try {
      for (int k = 0; k < heads.size(); k++) {
        int left = heads.size() - k;
        TimeLimit part = left == 1 ? limit : limit.part(1.0 / left);
        Prepared own = prepared.of(k);
        Answering answering = answering(own, k, heads.get(k), trained, part);
        results.add(
            new Finish(config, own, listener, part, elsewhere.map(Elsewhere::cluster), created)
                .result(answering.head(), density, answering.members()));
        told.addAll(own.warnings());
        results.get(k).model().manifest().warnings().stream()
            .filter(told::add)
            .forEach(listener::warning);
      }
    } catch (RuntimeException e) {
      results.forEach(FitResult::close);
      throw e;
    }
    return results;
  }

  /** Returns the networks as they answer for a target, from 0 on. */
  private Answering answering(
      Prepared prepared, int target, HeadConfig head, List<Trained> trained, TimeLimit part) {
    TrainingData data = prepared.data();
    List<Trained> own =
        trained.stream()
            .map(m -> m.withWeights(SavedTargets.tensors(m.weights(), target + 1)))
            .toList();
    Answering answering =
        Answering.of(
            head,
            data,
            own,
            part.part(0.4),
            elsewhere.map(Elsewhere::cluster),
            prepared.warnings(),
            listener);
    List<Trained> members = Temperature.applied(answering.head(), data, answering.members());
    return new Answering(answering.head(), members);
  }

  /** Where only the density of cells is learned: the features are the encoded row. */
  private Trained untrained(FlowConfig flow, CellDensityFit.Learned alone) {
    return new Trained(
        config.run().seed(), flow, Map.of(), alone.history(), false, alone.stopped());
  }

  /** Learns log p(x): beside a target in a part of the time, whose epochs are not the fit's. */
  private CellDensityFit.Learned density(TrainingData data, String print, Clock clock) {
    boolean alone = config.data().target().isEmpty();
    FitListener told = alone ? listener : FitListener.SILENT; // the networks' warning is enough
    Optional<CheckpointFile> file =
        checkpoints.of(Checkpoints.DENSITY, Fingerprint.of(print + config), told);
    Optional<CellDensityFit.Learned> before =
        file.filter(f -> checkpoints.resume()).flatMap(f -> f.learned(data.encoder().schema()));
    if (before.isPresent()) {
      return before.get();
    }
    listener.stage("learning the density");
    try (CellDensityFit fit = new CellDensityFit(data, config)) {
      CellDensityFit.Learned learned =
          fit.run(
              alone ? clock : CellDensityFit.clock(config), alone ? listener : new Quiet(listener));
      if (!listener.stopRequested()) {
        file.ifPresent(f -> f.finish(learned));
      }
      return learned;
    }
  }

  private FlowConfig flow(TrainingData data) {
    boolean images = data.images();
    FlowConfig flow =
        new RowDefaults(config)
            .flow(
                data.learning(),
                data.dimension(),
                images,
                data.hinges().map(Hinges::count).orElse(0));
    int members = config.optimiser().members().orElse(1);
    if (members > 1 && config.data().target().isEmpty() && config.cells(images)) {
      throw new IllegalArgumentException(
          "members must be 1 where only the density of cells is learned, which members share, got "
              + members);
    }
    config.density().weightLast().ifPresent(weight -> requireOwn(weight, members, images));
    NetworkSize.require(flow, images ? 0 : data.dimension(), MemberTraining.settled(config, data));
    return flow;
  }

  /** Requires members whose densities differ. */
  private void requireOwn(double weightLast, int members, boolean images) {
    String what = "density-weight-last";
    Require.that(members > 1, what, "come with --members of at least 2", weightLast);
    Require.that(
        !config.cells(images),
        what,
        "come with --density flow: members share the density of cells",
        weightLast);
  }

  private List<HeadConfig> candidates(FitConfig own, Prepared prepared) {
    Schema schema = prepared.schema();
    List<HeadConfig> candidates =
        schema
            .target()
            .map(target -> FamilyChoice.of(own, target, prepared.data()).candidates())
            .orElse(List.of(HeadConfig.none()));
    candidates.forEach(head -> Weighing.requireScale(head, schema, prepared.table()));
    boolean several = !config.data().moreTargets().isEmpty();
    candidates.stream()
        .map(HeadConfig::bayes)
        .filter(bayes -> several && bayes != Bayes.NONE && bayes != Bayes.LAPLACE)
        .forEach(
            bayes ->
                Require.that(
                    false,
                    "bayes",
                    "be none or laplace where there are several targets",
                    bayes.name().toLowerCase(Locale.ROOT)));
    return candidates;
  }

  private List<Trained> trained(
      Prepared prepared, List<HeadConfig> heads, FlowConfig flow, String print, Clock clock) {
    HeadConfig head = heads.get(0);
    List<OtherTarget> others = new ArrayList<>();
    for (int k = 1; k < heads.size(); k++) {
      others.add(new OtherTarget(heads.get(k), prepared.of(k).data().targets()));
    }
    TrainingData data = prepared.data().beside(others);
    if (elsewhere.isPresent()) {
      Elsewhere e = elsewhere.get();
      return List.of(
          new ClusterTraining(data, config, listener, e.cluster(), e.settings())
              .trained(head, flow, clock, checkpoints, print));
    }
    return new MemberTraining(of(0), data, checkpoints, listener, prepared.warnings())
        .trained(head, flow, print, clock);
  }
}

package io.diglm.train;

import io.diglm.config.UnlabelledSettings;
import io.diglm.density.CellDensity;
import io.diglm.model.Bayes;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.SavedTargets;
import io.diglm.network.Hinges;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.settings.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One table in, one model out.
 *
 * <pre>{@code
 * try (FitResult result = Fit.of(FitConfig.of("arr_delay")).run(table)) {
 *   result.model().save(Path.of("flights.diglm"));
 * }
 * }</pre>
 *
 * <p>{@link FitConfig#ofDensity} fits p(x) alone. So does a target that no row has: a warning says
 * so.
 *
 * <p>An object of this class is used by one thread. Several fits may run at once in one JVM.
 */
public final class Fit {
  private final FitConfig config;
  private FitListener listener = FitListener.SILENT;
  private Checkpoints checkpoints = Checkpoints.NONE;
  private Optional<TimeLimit> running = Optional.empty();
  private Optional<Elsewhere> elsewhere = Optional.empty();

  private Fit(FitConfig config) {
    this.config = config;
  }

  /** The same fit, but of p(x) alone; the density of cells is of one network. */
  private Fit withoutTarget(boolean images) {
    boolean cells = config.cells(images);
    Fit fit = new Fit(config.withoutTarget().optimiser(o -> cells ? o.members(1) : o));
    fit.listener = listener;
    fit.checkpoints = checkpoints;
    fit.running = running;
    fit.elsewhere = elsewhere;
    return fit;
  }

  /**
   * Prepares a fit.
   *
   * @param config what to fit and how
   * @return the fit
   */
  public static Fit of(FitConfig config) {
    return new Fit(config);
  }

  /**
   * Tells a listener how it goes.
   *
   * @param listener hears of stages, steps, epochs and warnings
   * @return this fit
   */
  public Fit listener(FitListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * Keeps a checkpoint in this file while fitting, and leaves it there: it is the training until
   * the model is saved. One that cannot be written is a warning.
   *
   * @param file where the checkpoint is kept
   * @param resume whether to go on from it if it is there
   * @return this fit
   */
  public Fit checkpoint(Path file, boolean resume) {
    checkpoints = new Checkpoints(Optional.of(file), resume, checkpoints.interval());
    return this;
  }

  /**
   * Sets how often a checkpoint is written at most: what a kill may cost.
   *
   * @param interval least time between two checkpoints
   * @return this fit
   */
  public Fit checkpointInterval(Duration interval) {
    checkpoints = new Checkpoints(checkpoints.file(), checkpoints.resume(), interval);
    return this;
  }

  /**
   * Deletes what a fit kept by {@link #checkpoint}, such as after its model was saved.
   *
   * @param file of the checkpoint
   * @throws java.io.UncheckedIOException if it cannot be deleted
   */
  public static void deleteCheckpoint(Path file) {
    Checkpoints.delete(file);
  }

  /**
   * Counts the configuration's time limit from when {@code limit} was made, so that what came
   * before the fit, such as reading the table, is in it, and what follows knows what is left.
   *
   * @param limit began when the work began
   * @return this fit
   */
  public Fit within(TimeLimit limit) {
    this.running = Optional.of(limit);
    return this;
  }

  /**
   * Trains the weights of p(y|x) by rounds on a cluster. The table is then a sample of its rows:
   * columns are read, the density of cells is learned, and answers are calibrated by the sample.
   *
   * @param cluster has the training rows
   * @param settings of the rounds
   * @param heldOut the last rows of the table, which are in no shard's training rows and validate
   * @return this fit
   */
  public Fit across(Cluster cluster, RoundSettings settings, int heldOut) {
    this.elsewhere = Optional.of(new Elsewhere(cluster, settings, heldOut));
    return this;
  }

  /**
   * Fits one target, or p(x) alone.
   *
   * @param table rows to train, validate and test with
   * @return the model with its measures, which the caller closes
   * @throws IllegalArgumentException if the table cannot be learned from as configured; the message
   *     says what, where and what to do
   */
  public FitResult run(Table table) {
    Require.that(
        config.data().moreTargets().isEmpty(),
        "target",
        "be one for run(), which returns one result (runTargets() returns all)",
        named());
    return runTargets(table).first();
  }

  private String named() {
    return String.join(", ", config.data().targets());
  }

  /**
   * Fits any number of targets, which share a flow and its encoding of rows: training maximises the
   * sum over the targets of log p(y|x), where they are known, plus lambda log p(x).
   *
   * @param table of all rows
   * @return the model of each target with its measures, which the caller closes
   * @throws IllegalArgumentException as {@link #run}
   */
  public JointResult runTargets(Table table) {
    config.run().device().use();
    elsewhere.ifPresent(e -> ClusterTraining.requireSuited(config));
    if (!config.data().moreTargets().isEmpty()) {
      requireSeveral(table);
      return new JointResult(results(table, List.of()));
    }
    Optional<String> empty =
        config
            .data()
            .target()
            .map(table::column)
            .filter(target -> config.unlabelled().use() != UnlabelledSettings.Use.DROP)
            .filter(target -> IntStream.range(0, table.rows()).noneMatch(RowSplit.has(target)))
            .map(TableColumn::name);
    if (empty.isEmpty()) {
      return new JointResult(results(table, List.of()));
    }
    String warning =
        "target '%s' has no value in any row: the model is of p(x) alone".formatted(empty.get());
    Table without = FitColumns.without(table, empty.get());
    return new JointResult(
        withoutTarget(table.images().isPresent()).results(without, List.of(warning)));
  }

  private void requireSeveral(Table table) {
    Require.that(table.images().isEmpty(), "target", "be one where rows are images", named());
    Require.that(elsewhere.isEmpty(), "target", "be one for a fit on a cluster", named());
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

  private List<FitResult> results(Table table, List<String> first) {
    TimeLimit limit = running.orElseGet(() -> TimeLimit.of(config.run().timeLimit()));
    Clock clock = limit.training();
    int targets = config.data().targets().size();
    List<FitConfig> others = IntStream.range(1, targets).mapToObj(this::of).toList();
    Prepared prepared = new Preparation(of(0), others, elsewhere, listener).of(table, first);
    TrainingData data = prepared.data();
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
            ? Optional.of(density(data.learningFrom(prepared.novelty().known()), clock))
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
            .orElseGet(() -> trained(prepared, heads, wanted, clock));
    return finished(prepared, heads, density, trained, limit);
  }

  /** Makes the model of each target. */
  private List<FitResult> finished(
      Prepared prepared,
      List<HeadConfig> heads,
      Optional<CellDensity> density,
      List<Trained> trained,
      TimeLimit whole) {
    Instant created = Instant.now();
    List<FitResult> results = new ArrayList<>();
    Set<String> told = new HashSet<>(prepared.warnings());
    try {
      for (int k = 0; k < heads.size(); k++) {
        int left = heads.size() - k;
        TimeLimit limit = left == 1 ? whole : whole.part(1.0 / left);
        Prepared own = prepared.of(k);
        Answering answering = answering(own, k, heads.get(k), trained, limit);
        results.add(
            new Finish(config, own, listener, limit, elsewhere.map(Elsewhere::cluster), created)
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
      Prepared prepared, int target, HeadConfig head, List<Trained> trained, TimeLimit limit) {
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
            limit.part(0.4),
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
  private CellDensityFit.Learned density(TrainingData data, Clock clock) {
    listener.stage("learning the density");
    boolean alone = config.data().target().isEmpty();
    try (CellDensityFit fit = new CellDensityFit(data, config)) {
      return fit.run(
          alone ? clock : CellDensityFit.clock(config), alone ? listener : new Quiet(listener));
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
    NetworkSize.require(flow, images ? 0 : data.dimension(), MemberTraining.settled(config, data));
    return flow;
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
      Prepared prepared, List<HeadConfig> heads, FlowConfig flow, Clock clock) {
    HeadConfig head = heads.get(0);
    List<OtherTarget> others = new ArrayList<>();
    for (int k = 1; k < heads.size(); k++) {
      others.add(new OtherTarget(heads.get(k), prepared.of(k).data().targets()));
    }
    TrainingData data = prepared.data().beside(others);
    String print = Fingerprint.of(prepared.table());
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

package io.diglm.train;

import io.diglm.config.UnlabelledSettings;
import io.diglm.density.CellDensity;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.network.Hinges;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * Fits.
   *
   * @param table rows to train, validate and test with
   * @return the model with its measures, which the caller closes
   * @throws IllegalArgumentException if the table cannot be learned from as configured; the message
   *     says what, where and what to do
   */
  public FitResult run(Table table) {
    config.run().device().use();
    elsewhere.ifPresent(e -> ClusterTraining.requireSuited(config));
    Optional<String> empty =
        config
            .data()
            .target()
            .map(table::column)
            .filter(target -> config.unlabelled().use() != UnlabelledSettings.Use.DROP)
            .filter(target -> IntStream.range(0, table.rows()).noneMatch(RowSplit.has(target)))
            .map(TableColumn::name);
    if (empty.isEmpty()) {
      return run(table, List.of());
    }
    String warning =
        "target '%s' has no value in any row: the model is of p(x) alone".formatted(empty.get());
    Table without = FitColumns.without(table, empty.get());
    return withoutTarget(table.images().isPresent()).run(without, List.of(warning));
  }

  private FitResult run(Table table, List<String> first) {
    TimeLimit limit = running.orElseGet(() -> TimeLimit.of(config.run().timeLimit()));
    Clock clock = limit.training();
    Prepared prepared = new Preparation(config, elsewhere, listener).of(table, first);
    TrainingData data = prepared.data();
    List<String> warnings = prepared.warnings();
    warnings.forEach(listener::warning);
    // What cannot be is told before anything is learned.
    FlowConfig wanted = flow(data);
    List<HeadConfig> candidates = candidates(prepared);
    Optional<CellDensityFit.Learned> learned =
        config.cells(data.images())
            ? Optional.of(density(data.learningFrom(prepared.novelty().known()), clock))
            : Optional.empty();
    Optional<CellDensity> density = learned.map(CellDensityFit.Learned::density);
    HeadConfig head =
        new NetworkFit(data, config, listener, Optional.empty(), false).choose(candidates, wanted);
    List<Trained> trained =
        learned
            .filter(alone -> config.data().target().isEmpty())
            .map(alone -> List.of(untrained(wanted, alone)))
            .orElseGet(() -> trained(prepared, head, wanted, clock));
    Answering answering = Answering.of(head, data, trained, limit.part(0.4), warnings, listener);
    List<Trained> members = Temperature.applied(answering.head(), data, answering.members());
    FitResult result =
        new Finish(config, prepared, listener, limit, elsewhere.map(Elsewhere::cluster))
            .result(answering.head(), density, members);
    List<String> all = result.model().manifest().warnings();
    all.subList(warnings.size(), all.size()).forEach(listener::warning);
    return result;
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
        config.modelledFlow(
            data.learning(), data.dimension(), images, data.hinges().map(Hinges::count).orElse(0));
    int members = config.optimiser().members().orElse(1);
    if (members > 1 && config.data().target().isEmpty() && config.cells(images)) {
      throw new IllegalArgumentException(
          "members must be 1 where only the density of cells is learned, which members share, got "
              + members);
    }
    NetworkSize.require(flow, images ? 0 : data.dimension(), MemberTraining.settled(config, data));
    return flow;
  }

  private List<HeadConfig> candidates(Prepared prepared) {
    Schema schema = prepared.schema();
    List<HeadConfig> candidates =
        schema
            .target()
            .map(target -> FamilyChoice.of(config, target, prepared.data()).candidates())
            .orElse(List.of(HeadConfig.none()));
    candidates.forEach(head -> Weighing.requireScale(head, schema, prepared.table()));
    return candidates;
  }

  private List<Trained> trained(Prepared prepared, HeadConfig head, FlowConfig flow, Clock clock) {
    TrainingData data = prepared.data();
    String print = Fingerprint.of(prepared.table());
    if (elsewhere.isPresent()) {
      Elsewhere e = elsewhere.get();
      return List.of(
          new ClusterTraining(data, config, listener, e.cluster(), e.settings())
              .trained(head, flow, clock, checkpoints, print));
    }
    return new MemberTraining(config, data, checkpoints, listener, prepared.warnings())
        .trained(head, flow, print, clock);
  }
}

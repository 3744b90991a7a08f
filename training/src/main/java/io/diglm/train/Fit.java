package io.diglm.train;

import io.diglm.config.UnlabelledSettings;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.settings.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
      return new JointResult(pipeline().results(table, List.of()));
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
      return new JointResult(pipeline().results(table, List.of()));
    }
    String warning =
        "target '%s' has no value in any row: the model is of p(x) alone".formatted(empty.get());
    Table without = FitColumns.without(table, empty.get());
    return new JointResult(
        withoutTarget(table.images().isPresent()).pipeline().results(without, List.of(warning)));
  }

  private void requireSeveral(Table table) {
    Require.that(table.images().isEmpty(), "target", "be one where rows are images", named());
    Require.that(elsewhere.isEmpty(), "target", "be one for a fit on a cluster", named());
  }

  private FitPipeline pipeline() {
    TimeLimit limit = running.orElseGet(() -> TimeLimit.of(config.run().timeLimit()));
    return new FitPipeline(config, listener, checkpoints, limit, elsewhere);
  }
}

package io.diglm.train;

import io.diglm.config.UnlabelledSettings;
import io.diglm.density.CellDensity;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.network.Hinges;
import io.diglm.predict.IntervalLearning;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.Inference;
import io.diglm.schema.Labels;
import io.diglm.schema.Moves;
import io.diglm.schema.Schema;
import io.diglm.schema.SchemaInference;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.TargetValues;
import io.diglm.settings.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
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
  /** The density of cells has one part in so many of a limited time. */
  private static final int DENSITY_SHARE = 3;

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

  /** Prepares a fit. */
  public static Fit of(FitConfig config) {
    return new Fit(config);
  }

  /** Tells a listener how it goes. */
  public Fit listener(FitListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * Keeps a checkpoint in this file while fitting, and leaves it there: it is the training until
   * the model is saved. One that cannot be written is a warning.
   *
   * @param resume whether to go on from it if it is there
   */
  public Fit checkpoint(Path file, boolean resume) {
    checkpoints = new Checkpoints(Optional.of(file), resume, checkpoints.interval());
    return this;
  }

  /** Sets how often a checkpoint is written at most: what a kill may cost. */
  public Fit checkpointInterval(Duration interval) {
    checkpoints = new Checkpoints(checkpoints.file(), checkpoints.resume(), interval);
    return this;
  }

  /**
   * Deletes what a fit kept by {@link #checkpoint}, such as after its model was saved.
   *
   * @throws java.io.UncheckedIOException if it cannot be deleted
   */
  public static void deleteCheckpoint(Path file) {
    Checkpoints.delete(file);
  }

  /**
   * Counts the configuration's time limit from when {@code limit} was made, so that what came
   * before the fit, such as reading the table, is in it, and what follows knows what is left.
   */
  public Fit within(TimeLimit limit) {
    this.running = Optional.of(limit);
    return this;
  }

  /** Rows of a cluster, of which the table is a sample that holds out its last rows. */
  private record Elsewhere(Cluster cluster, RoundSettings settings, int heldOut) {
    /** All other rows of the sample learn, as they do on the cluster. */
    RowSplit split(int rows) {
      int learn = rows - heldOut;
      return new RowSplit(
          IntStream.range(0, learn).toArray(),
          IntStream.range(learn, rows).toArray(),
          new int[0],
          0);
    }
  }

  /**
   * Trains the weights of p(y|x) by rounds on a cluster. The table is then a sample of its rows:
   * columns are read, the density of cells is learned, and answers are calibrated by the sample.
   *
   * @param heldOut the last rows of the table, which are in no shard's training rows and validate
   */
  public Fit across(Cluster cluster, RoundSettings settings, int heldOut) {
    this.elsewhere = Optional.of(new Elsewhere(cluster, settings, heldOut));
    return this;
  }

  /**
   * Fits.
   *
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
    FitColumns columns = new FitColumns(config.data());
    Table used = columns.used(table);
    List<TableColumn> features = columns.features(used);
    // Without a target no row lacks it.
    IntPredicate labelled =
        config.data().target().map(used::column).map(RowSplit::has).orElse(row -> true);
    RowSplit split =
        elsewhere
            .map(e -> e.split(used.rows()))
            .orElseGet(() -> RowSplit.of(used, features, labelled, config));
    listener.stage("reading columns");
    Inference inference = refined(inference(used, split.train(), features));
    long learning =
        elsewhere.map(e -> e.cluster.totals().train()).orElse((long) split.train().length);
    Schema schema =
        Weighing.censored(
            Weighing.known(
                Weighing.weighed(inference.schema(), config, used, split, labelled), config, used),
            config);
    config.rejection().coverageBy().ifPresent(by -> IntervalLearning.requireGroups(schema, by));
    Encoder encoder =
        new Encoder(schema)
            .moving(
                new Moves(
                    config.images().shift(),
                    0,
                    config.noise(learning, schema.dimension(), used.images().isPresent())));
    BoundTable bound = encoder.bind(used);
    TargetValues targets = schema.targets(used);
    List<String> warnings = new ArrayList<>(first);
    warnings.addAll(inference.warnings());
    int[] validation = RowSplit.readable(split.validation(), bound, targets, warnings);
    boolean images = used.images().isPresent();
    TrainingData whole =
        new TrainingData(
            encoder,
            Optional.empty(),
            bound,
            targets.values(),
            Map.of(),
            split.train(),
            validation,
            schema.weights(used),
            split.train().length,
            Weighing.ends(schema, config, used, split),
            Optional.empty());
    RowSplit kept = trimmed(whole, split, images, warnings);
    NoveltyRows novelty =
        NoveltyRows.of(
            kept.train(),
            kept.validation(),
            config.rejection().falseAlarms(),
            config.cells(images));
    if (novelty.shared(kept.validation().length)) {
      warnings.add(
          ("%d training rows calibrate false alarms, and the density does not learn from them:"
                  + " there are few rows (other scores than density, neighbours, outlying and combined err"
                  + " there)")
              .formatted(novelty.calibration().length - kept.validation().length));
    }
    TrainingData read =
        new TrainingData(
            encoder,
            warping(encoder, targets.values(), kept.train()),
            bound,
            targets.values(),
            Map.of(),
            kept.train(),
            kept.validation(),
            whole.weights(),
            elsewhere.isPresent() ? learning : kept.train().length,
            whole.ends(),
            Optional.empty());
    TrainingData guessed = read.guessing(guesses(read, schema));
    TrainingData data = guessed.with(hinges(guessed));
    warnings.forEach(listener::warning);
    // What cannot be is told before anything is learned.
    FlowConfig wanted = flow(data);
    List<HeadConfig> candidates = candidates(schema, data);
    candidates.forEach(candidate -> Weighing.requireScale(candidate, schema, used));
    Optional<CellDensityFit.Learned> learned =
        config.cells(images)
            ? Optional.of(density(data.learningFrom(novelty.known()), clock))
            : Optional.empty();
    Optional<CellDensity> density = learned.map(CellDensityFit.Learned::density);
    HeadConfig head =
        new NetworkFit(data, config, listener, Optional.empty(), false).choose(candidates, wanted);
    List<Trained> trained =
        learned
            .filter(alone -> config.data().target().isEmpty())
            .map(alone -> List.of(untrained(wanted, alone)))
            .orElseGet(() -> trained(data, head, wanted, used, clock, warnings));
    Answering answering = Answering.of(head, data, trained, limit.part(0.4), warnings, listener);
    List<Trained> members = Temperature.applied(answering.head(), data, answering.members());
    FitResult result =
        new Finish(
                config,
                used,
                kept,
                novelty,
                schema,
                warnings,
                listener,
                limit,
                elsewhere.map(Elsewhere::cluster))
            .result(data, answering.head(), density, members);
    List<String> all = result.model().manifest().warnings();
    all.subList(warnings.size(), all.size()).forEach(listener::warning);
    return result;
  }

  /** Leaves out what may be anomalies, if a share of the rows may be. */
  private RowSplit trimmed(
      TrainingData data, RowSplit split, boolean images, List<String> warnings) {
    double share = config.density().contamination();
    if (share == 0) {
      return new RowSplit(split.train(), data.validation(), split.test(), split.dropped());
    }
    Require.that(!images, "contamination", "be 0 for images", share);
    listener.stage("looking for anomalies");
    try (CellDensityFit fit = new CellDensityFit(data, config)) {
      Clock part = new Clock(config.run().timeLimit().dividedBy(DENSITY_SHARE));
      Trimming left = Trimming.of(data, fit.run(part, new Quiet(listener)).density(), share);
      warnings.add(left.words(data, share));
      return new RowSplit(left.train(), left.validation(), split.test(), split.dropped());
    }
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
    Clock part = new Clock(config.run().timeLimit().dividedBy(DENSITY_SHARE));
    try (CellDensityFit fit = new CellDensityFit(data, config)) {
      return fit.run(alone ? clock : part, alone ? listener : new Quiet(listener));
    }
  }

  /** Returns what encodes warped images, if any are to be. */
  private Optional<Encoder> warping(Encoder encoder, double[] targets, int[] train) {
    boolean images = encoder.image().isPresent();
    if (!images && config.images().warp().orElse(0) > 0) {
      throw new IllegalArgumentException(
          "warp must be 0 for rows that are not images, got "
              + config.images().warp().getAsDouble());
    }
    boolean unlabelled = config.data().target().isPresent() && lacking(targets, train);
    double warp = images ? config.images().warp().orElse(unlabelled ? 1 : 0) : 0;
    return Optional.of(encoder.moving(new Moves(config.images().shift(), warp, 0)))
        .filter(e -> warp > 0);
  }

  /** Returns whether there are rows without a target that are to train p(y|x) too. */
  private boolean lacking(double[] targets, int[] train) {
    return config.unlabelled().use() == UnlabelledSettings.Use.USE
        && IntStream.of(train).anyMatch(row -> Double.isNaN(targets[row]));
  }

  /** Returns what is guessed of rows of a table without a class, if they are to be used. */
  private Map<Integer, float[]> guesses(TrainingData data, Schema schema) {
    int classes = schema.target().map(target -> target.classes().size()).orElse(0);
    boolean used =
        classes > 0
            && data.encoder().image().isEmpty()
            && lacking(data.targets(), data.train())
            && config.unlabelled().propagationWeight() > 0;
    if (!used) {
      return Map.of();
    }
    listener.stage("spreading labels");
    return Propagation.guesses(data, classes);
  }

  /** Returns what networks have beside the row; nothing where that would be in the way. */
  private Optional<Hinges> hinges(TrainingData data) {
    boolean images = data.encoder().image().isPresent();
    // What rows without a class teach is how far a row may move, which is a matter of the row
    // alone.
    boolean moved =
        data.encoder().schema().classes().size() > 0 && lacking(data.targets(), data.train());
    boolean suited = config.mayBend(images) && elsewhere.isEmpty() && !moved;
    int pieces = config.pieces().orElse(suited ? FitConfig.PIECES : 0);
    Require.that(
        pieces == 0 || suited,
        "pieces",
        "be 0 where p(x) is a flow's, with a posterior, without a target, for rows without a class"
            + " and on a cluster",
        pieces);
    return pieces == 0 ? Optional.empty() : HingePlacement.of(data, pieces);
  }

  /** Lets all rows say what a sample of them was asked. */
  private Inference refined(Inference sampled) {
    return elsewhere
        .map(e -> new Inference(e.cluster.refined(sampled.schema()), sampled.warnings()))
        .orElse(sampled);
  }

  private Inference inference(Table used, int[] train, List<TableColumn> features) {
    List<String> names = features.stream().map(TableColumn::name).toList();
    boolean images = used.images().isPresent();
    boolean named = !config.data().features().isEmpty();
    if (config.data().target().isEmpty()) {
      return images
          ? SchemaInference.imageDensity(used, train)
          : SchemaInference.density(used, train, names, config.data().codes().orElse(false), named);
    }
    String target = config.data().target().get();
    Labels labels = labels();
    return images
        ? SchemaInference.images(used, train, target, labels)
        : SchemaInference.infer(used, train, names, target, labels, config.data().codes(), named);
  }

  /** Returns how values of the target are classes: an order makes classes of them. */
  private Labels labels() {
    List<String> order = config.data().order();
    boolean ordinal = config.head().family().filter(FamilyName.ORDINAL::equals).isPresent();
    boolean ordered = ordinal || !order.isEmpty();
    return new Labels(config.data().classes() || ordered, ordered, order);
  }

  private FlowConfig flow(TrainingData data) {
    boolean images = data.encoder().image().isPresent();
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

  private List<HeadConfig> candidates(Schema schema, TrainingData data) {
    return schema
        .target()
        .map(target -> FamilyChoice.of(config, target, data).candidates())
        .orElse(List.of(HeadConfig.none()));
  }

  private List<Trained> trained(
      TrainingData data,
      HeadConfig head,
      FlowConfig flow,
      Table table,
      Clock clock,
      List<String> warnings) {
    String print = Fingerprint.of(table);
    if (elsewhere.isPresent()) {
      Elsewhere e = elsewhere.get();
      return List.of(
          new ClusterTraining(data, config, listener, e.cluster, e.settings)
              .trained(head, flow, clock, checkpoints, print));
    }
    return new MemberTraining(config, data, checkpoints, listener, warnings)
        .trained(head, flow, print, clock);
  }
}

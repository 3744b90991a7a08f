package io.diglm.train;

import io.diglm.config.UnlabelledSettings;
import io.diglm.density.CellDensity;
import io.diglm.model.Bayes;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.Inference;
import io.diglm.schema.Moves;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Schema;
import io.diglm.schema.SchemaInference;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.TargetValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 */
public final class Fit {
  /** Most steps of the short trainings that choose a family, and their share of all steps. */
  private static final int TRIAL_STEPS = 400;

  private static final int TRIAL_SHARE = 5;

  /** A linear model is kept where it is better by so many nats a row. */
  private static final double BETTER = 0.01;

  /** The density of cells has one part in so many of a limited time. */
  private static final int DENSITY_SHARE = 3;

  /** What a model file holds, in single precision. */
  private static final int MOST_WEIGHTS = 250_000_000;

  private final FitConfig config;
  private FitListener listener = FitListener.SILENT;
  private Optional<Path> checkpoint = Optional.empty();
  private boolean resume;
  private Duration interval = Duration.ofSeconds(10);
  private Optional<TimeLimit> running = Optional.empty();

  private Fit(FitConfig config) {
    this.config = config;
  }

  /** The same fit, but of p(x) alone. */
  private Fit withoutTarget() {
    Fit fit = new Fit(config.withoutTarget());
    fit.listener = listener;
    fit.checkpoint = checkpoint;
    fit.resume = resume;
    fit.interval = interval;
    fit.running = running;
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
    this.checkpoint = Optional.of(file);
    this.resume = resume;
    return this;
  }

  /** Sets how often a checkpoint is written at most: what a kill may cost. */
  public Fit checkpointInterval(Duration interval) {
    this.interval = interval;
    return this;
  }

  /**
   * Counts the configuration's time limit from when {@code limit} was made, so that what came
   * before the fit, such as reading the table, is in it, and what follows knows what is left.
   */
  public Fit within(TimeLimit limit) {
    this.running = Optional.of(limit);
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
    List<TableColumn> others = others(table, empty.get());
    Table without = new Table(table.source(), others, table.rows(), table.images());
    return withoutTarget().run(without, List.of(warning));
  }

  private FitResult run(Table table, List<String> first) {
    TimeLimit limit = running.orElseGet(() -> TimeLimit.of(config.run().timeLimit()));
    Clock clock = limit.training();
    Table used = used(table);
    List<TableColumn> features = features(used);
    // Without a target no row lacks it.
    IntPredicate labelled =
        config.data().target().map(used::column).map(RowSplit::has).orElse(row -> true);
    RowSplit split = RowSplit.of(used, features, labelled, config);
    listener.stage("reading columns");
    Inference inference = inference(used, split.train(), features);
    Schema schema =
        Weighing.known(
            Weighing.weighed(inference.schema(), config, used, split, labelled), config, used);
    Encoder encoder =
        new Encoder(schema)
            .moving(
                new Moves(
                    config.images().shift(),
                    0,
                    config.noise(
                        split.train().length, schema.dimension(), used.images().isPresent())));
    BoundTable bound = encoder.bind(used);
    TargetValues targets = schema.targets(used);
    List<String> warnings = new ArrayList<>(first);
    warnings.addAll(inference.warnings());
    int[] validation = readable(split.validation(), bound, targets, warnings);
    boolean images = used.images().isPresent();
    NoveltyRows novelty =
        NoveltyRows.of(
            split.train(), validation, config.rejection().falseAlarms(), config.cells(images));
    if (novelty.shared(validation.length)) {
      warnings.add(
          ("%d training rows calibrate false alarms, and the density does not learn from them:"
                  + " there are few rows (other scores than density, neighbours and combined err"
                  + " there)")
              .formatted(novelty.calibration().length - validation.length));
    }
    TrainingData read =
        new TrainingData(
            encoder,
            warping(encoder, targets.values(), split.train()),
            bound,
            targets.values(),
            Map.of(),
            split.train(),
            validation,
            schema.weights(used));
    TrainingData data = read.guessing(guesses(read, schema));
    warnings.forEach(listener::warning);
    FlowConfig wanted = flow(data); // first: what cannot be is told at once
    Optional<CellDensityFit.Learned> learned =
        config.cells(images)
            ? Optional.of(density(data.learningFrom(novelty.known()), clock))
            : Optional.empty();
    Optional<CellDensity> density = learned.map(CellDensityFit.Learned::density);
    List<HeadConfig> candidates = candidates(schema, data);
    candidates.forEach(candidate -> Weighing.requireScale(candidate, schema, used));
    HeadConfig head = choose(candidates, data);
    Trained trained =
        learned
            .filter(alone -> config.data().target().isEmpty())
            .map(alone -> new Trained(wanted, Map.of(), alone.history(), alone.stopped()))
            .orElseGet(() -> trained(data, head, wanted, used, clock, warnings));
    FlowConfig flow = trained.flow();
    Answering answering = answering(flow, head, data, trained.weights(), limit.part(0.4), warnings);
    Map<String, TensorData> weights =
        Temperature.applied(flow, answering.head(), data, answering.weights());
    RowSplit rows = new RowSplit(split.train(), validation, split.test(), split.dropped());
    FitResult result =
        new Finish(config, used, rows, novelty, schema, warnings, listener, limit)
            .result(
                data,
                answering.head(),
                flow,
                density,
                weights,
                trained.history(),
                trained.stopped());
    List<String> all = result.model().manifest().warnings();
    all.subList(warnings.size(), all.size()).forEach(listener::warning);
    return result;
  }

  private record Answering(HeadConfig head, Map<String, TensorData> weights) {}

  /** Infers the posterior of the coefficients, if there is to be one and there is time for it. */
  private Answering answering(
      FlowConfig flow,
      HeadConfig head,
      TrainingData data,
      Map<String, TensorData> trained,
      TimeLimit limit,
      List<String> warnings) {
    FittedPosterior posterior = new FittedPosterior(flow, head, data, limit);
    if (!posterior.affordable()) {
      warnings.add(
          "the time limit left %.1f s, too little for a posterior of %d coefficients: p(y|x) has one estimate"
              .formatted(
                  Math.max(0, limit.left()), head.uncertainPredictors() * (data.dimension() + 1)));
      listener.warning(warnings.get(warnings.size() - 1));
      return new Answering(head.withoutPosterior(), FittedPosterior.bare(trained));
    }
    if (head.bayes() != Bayes.NONE) {
      listener.stage("inferring the posterior");
    }
    return new Answering(head, posterior.complete(trained));
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

  /** Returns the columns that the flow sees. */
  private List<TableColumn> features(Table used) {
    Set<String> others = new HashSet<>(config.data().beside());
    config.data().target().ifPresent(others::add);
    return used.columns().stream().filter(column -> !others.contains(column.name())).toList();
  }

  private static List<TableColumn> others(Table table, String name) {
    return table.columns().stream().filter(column -> !column.name().equals(name)).toList();
  }

  private Inference inference(Table used, int[] train, List<TableColumn> features) {
    List<String> names = features.stream().map(TableColumn::name).toList();
    boolean images = used.images().isPresent();
    boolean named = !config.data().features().isEmpty();
    if (config.data().target().isEmpty()) {
      return images
          ? SchemaInference.imageDensity(used, train)
          : SchemaInference.density(used, train, names, config.data().codes(), named);
    }
    String target = config.data().target().get();
    return images
        ? SchemaInference.images(used, train, target, config.data().classes())
        : SchemaInference.infer(
            used, train, names, target, config.data().classes(), config.data().codes(), named);
  }

  private FlowConfig flow(TrainingData data) {
    boolean images = data.encoder().image().isPresent();
    FlowConfig flow = config.modelledFlow(data.train().length, data.dimension(), images);
    double weights = flow.leastWeights(images ? 0 : data.dimension());
    if (weights > MOST_WEIGHTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "network must have at most %,d weights, got at least %,.0f (fewer or narrower layers,"
                  + " or fewer columns)",
              MOST_WEIGHTS,
              weights));
    }
    return flow;
  }

  private List<HeadConfig> candidates(Schema schema, TrainingData data) {
    return schema
        .target()
        .map(target -> FamilyChoice.of(config, target, data).candidates())
        .orElse(List.of(HeadConfig.none()));
  }

  private record Trained(
      FlowConfig flow,
      Map<String, TensorData> weights,
      List<EpochRecord> history,
      boolean stopped) {
    /** Returns the least -log p(y|x) of the validation rows. */
    double nll() {
      return history.stream().mapToDouble(EpochRecord::validationNll).min().orElse(Double.NaN);
    }
  }

  /**
   * Trains; where rows are few a linear model beside, which is z = x under the same head, and keeps
   * that if the validation rows say so: few rows may have nothing else to tell.
   */
  private Trained trained(
      TrainingData data,
      HeadConfig head,
      FlowConfig flow,
      Table table,
      Clock clock,
      List<String> warnings) {
    Trained full = train(data, head, flow, table, clock);
    boolean doubtful =
        config.cells(table.images().isPresent())
            && data.few()
            && data.judged()
            && head.bayes() == Bayes.NONE
            && !full.stopped();
    if (!doubtful) {
      return full;
    }
    listener.stage("training a linear model beside");
    Draws draws = draws(head, data);
    Schedule schedule = Schedule.plan(config, head.bayes(), draws.length());
    Clock own = new Clock(config.run().timeLimit().dividedBy(4L * TRIAL_SHARE));
    FlowConfig none = flow.identity();
    try (Trainer trainer =
        new Trainer(data, draws, head, none, config, schedule, own, new Quiet(listener))) {
      List<EpochRecord> history = trainer.train(Optional.empty());
      Trained linear = new Trained(none, trainer.weights(), history, false);
      if (!(linear.nll() < full.nll() - BETTER)) {
        return full;
      }
      warnings.add(
          "a linear model predicts the validation rows better (NLL %.4f against %.4f): the fit is that"
              .formatted(linear.nll(), full.nll()));
      listener.warning(warnings.get(warnings.size() - 1));
      return linear;
    }
  }

  private HeadConfig choose(List<HeadConfig> candidates, TrainingData data) {
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    listener.stage("choosing the family");
    return FamilyChoice.best(candidates, head -> trialNll(head, data));
  }

  private double trialNll(HeadConfig head, TrainingData data) {
    if (listener.stopRequested()) {
      return Double.POSITIVE_INFINITY;
    }
    Draws draws = draws(head, data);
    Schedule whole = Schedule.plan(config, head.bayes(), draws.length());
    long steps = Math.max(1, Math.min(TRIAL_STEPS, whole.steps() / TRIAL_SHARE));
    Schedule schedule = whole.limitedTo((int) steps);
    try (Trainer trainer =
        new Trainer(
            data, draws, head, flow(data), config, schedule, trialClock(), new Quiet(listener))) {
      List<EpochRecord> history = trainer.train(Optional.empty());
      return history.stream().mapToDouble(EpochRecord::validationNll).min().orElse(Double.NaN);
    } catch (IllegalStateException e) {
      // A family that cannot be trained on this target is not the one.
      return Double.POSITIVE_INFINITY;
    }
  }

  /** At most four trials take a fifth of the time, where it is limited. */
  private Clock trialClock() {
    return new Clock(config.run().timeLimit().dividedBy(4L * TRIAL_SHARE));
  }

  /** Hears only the request to stop. */
  private record Quiet(FitListener listener) implements FitListener {
    @Override
    public boolean stopRequested() {
      return listener.stopRequested();
    }
  }

  private Trained train(
      TrainingData data, HeadConfig head, FlowConfig flow, Table table, Clock clock) {
    listener.stage("training");
    Draws draws = draws(head, data);
    Schedule schedule = Schedule.plan(config, head.bayes(), draws.length());
    Optional<CheckpointFile> file =
        checkpoint.map(
            path ->
                new CheckpointFile(
                    path, identity(table, head), interval.toMillis() / 1e3, listener::warning));
    try (Trainer trainer =
        new Trainer(data, draws, head, flow, config, schedule, clock, listener)) {
      if (resume) {
        file.flatMap(CheckpointFile::read).ifPresent(trainer::resume);
      }
      List<EpochRecord> history = trainer.train(file);
      boolean stopped = listener.stopRequested() || clock.share() >= 1;
      return new Trained(flow, trainer.weights(), history, stopped);
    }
  }

  /** A posterior counts each row once. */
  private Draws draws(HeadConfig head, TrainingData data) {
    boolean counted =
        switch (head.bayes()) {
          case CONJUGATE, BOUND, ELBO -> true;
          case NONE, AUTO, LAPLACE -> false;
        };
    return Draws.of(data, counted ? 0 : config.unlabelled().labelledShare());
  }

  private String identity(Table table, HeadConfig head) {
    return Fingerprint.of(Fingerprint.of(table) + config + head);
  }

  /**
   * Returns the features, which images are themselves, then the target if there is one, and, last,
   * the other columns that are needed.
   */
  private Table used(Table table) {
    List<String> names = new ArrayList<>(config.data().features());
    if (table.images().isPresent() && !names.isEmpty()) {
      throw new IllegalArgumentException(
          "features must be none where rows are images, got " + String.join(", ", names));
    }
    if (names.isEmpty() && table.images().isEmpty()) {
      table.columns().stream()
          .map(TableColumn::name)
          .filter(name -> config.data().target().filter(name::equals).isEmpty())
          .filter(name -> !config.data().beside().contains(name))
          .forEach(names::add);
    }
    config.data().target().ifPresent(table::column);
    requireDistinct(names);
    config.data().target().ifPresent(names::add);
    names.addAll(config.data().beside());
    List<TableColumn> columns = names.stream().map(table::column).toList();
    return new Table(table.source(), columns, table.rows(), table.images());
  }

  private static void requireDistinct(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("features must be distinct, got " + name + " twice");
      }
    }
  }

  /** Leaves out validation rows that a prediction would fail or reject unseen. */
  private static int[] readable(
      int[] rows, BoundTable bound, TargetValues targets, List<String> warnings) {
    Set<Integer> bad = new HashSet<>();
    bound.problems().stream()
        .filter(problem -> !problem.hasDensity())
        .forEach(problem -> bad.add(problem.row()));
    targets.problems().stream().map(RowProblem::row).forEach(bad::add);
    int[] kept = IntStream.of(rows).filter(row -> !bad.contains(row)).toArray();
    if (kept.length < rows.length) {
      warnings.add(
          "%d of %d validation rows are unlike all training rows and were left out"
              .formatted(rows.length - kept.length, rows.length));
    }
    if (kept.length == 0) {
      throw new IllegalArgumentException(
          "validation rows must include one that is readable, got none of "
              + Arrays.toString(rows));
    }
    return kept;
  }
}

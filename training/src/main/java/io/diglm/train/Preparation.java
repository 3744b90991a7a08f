package io.diglm.train;

import io.diglm.config.UnlabelledSettings;
import io.diglm.density.CellDensity;
import io.diglm.model.FamilyName;
import io.diglm.network.Hinges;
import io.diglm.predict.IntervalLearning;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.FeatureChoice;
import io.diglm.schema.Inference;
import io.diglm.schema.Labels;
import io.diglm.schema.Moves;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Schema;
import io.diglm.schema.SchemaInference;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import io.diglm.schema.TargetValues;
import io.diglm.settings.Require;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Makes a table ready to be learned from: splits its rows, reads its columns, and decides what a
 * network has of a row.
 *
 * @param config of the fit, as it is for its first target
 * @param others the same for each further target
 * @param elsewhere the rows of a cluster, if the table is a sample of them
 * @param listener hears what is being done
 */
record Preparation(
    FitConfig config, List<FitConfig> others, Optional<Elsewhere> elsewhere, FitListener listener) {

  /**
   * Prepares a table.
   *
   * @param first warnings that come before all others
   * @throws IllegalArgumentException if it cannot be learned from as configured
   */
  Prepared of(Table table, List<String> first) {
    FitColumns columns = new FitColumns(config.data());
    Table used = columns.used(table);
    List<TableColumn> features = columns.features(used);
    // Without a target no row lacks it.
    IntPredicate labelled =
        config.data().targets().stream()
            .map(used::column)
            .map(RowSplit::has)
            .reduce(IntPredicate::or)
            .orElse(row -> true);
    RowSplit split =
        elsewhere
            .map(e -> e.split(used.rows()))
            .orElseGet(() -> RowSplit.of(used, features, labelled, config));
    listener.stage("reading columns");
    Inference inference = refined(inference(used, split.train(), features));
    Schema schema = schema(inference.schema(), used, split, labelled);
    List<String> warnings = new ArrayList<>(first);
    warnings.addAll(inference.warnings());
    List<Target> further = further(used, split.train());
    schema.target().ifPresent(y -> twoValues(config, y, used, split.train(), warnings));
    for (int k = 0; k < further.size(); k++) {
      twoValues(others.get(k), further.get(k), used, split.train(), warnings);
    }
    TrainingData whole = whole(schema, further, used, split, warnings);
    RowSplit kept = trimmed(whole, split, warnings);
    NoveltyRows novelty = novelty(kept, whole.images(), warnings);
    TrainingData read =
        whole
            .among(kept, elsewhere.isPresent() ? whole.learning() : kept.train().length)
            .warping(warping(whole, kept.train()));
    TrainingData guessed = read.guessing(guesses(read));
    return new Prepared(
        used, schema, kept, novelty, guessed.with(hinges(guessed)), further, warnings);
  }

  /** Returns the schema with weights, offsets and censoring. */
  private Schema schema(Schema inferred, Table used, RowSplit split, IntPredicate labelled) {
    Schema weighed = Weighing.weighed(inferred, config, used, split, labelled);
    Schema schema = Weighing.censored(Weighing.known(weighed, config, used), config);
    config.rejection().coverageBy().ifPresent(by -> IntervalLearning.requireGroups(schema, by));
    return schema;
  }

  /** Returns the targets beside the first. */
  private List<Target> further(Table used, int[] train) {
    List<Target> further = new ArrayList<>();
    for (FitConfig other : others) {
      String name = other.data().target().orElseThrow();
      further.add(SchemaInference.target(used, train, name, labels(other)));
    }
    return further;
  }

  /** Warns of a number that is likely a class, unless its family was asked for. */
  private static void twoValues(
      FitConfig own, Target target, Table used, int[] train, List<String> warnings) {
    if (target.categorical() || own.head().family().isPresent()) {
      return;
    }
    double[] values = target.read(used).values();
    long distinct =
        IntStream.of(train)
            .mapToDouble(row -> values[row])
            .filter(value -> !Double.isNaN(value))
            .distinct()
            .limit(3)
            .count();
    if (distinct == 2) {
      warnings.add(
          "target '%s' has only two values and is taken as a number (classes otherwise: --classes)"
              .formatted(target.name()));
    }
  }

  /** Returns all rows that may train or validate. */
  private TrainingData whole(
      Schema schema, List<Target> further, Table used, RowSplit split, List<String> warnings) {
    long learning =
        elsewhere.map(e -> e.cluster().totals().train()).orElse((long) split.train().length);
    boolean ofImages = used.images().isPresent();
    double noise = new RowDefaults(config).noise(learning, schema.dimension(), ofImages);
    Encoder encoder = new Encoder(schema).moving(new Moves(config.images().shift(), 0, noise));
    BoundTable bound = encoder.bind(used);
    TargetValues targets = schema.targets(used);
    return new TrainingData(
        encoder,
        Optional.empty(),
        bound,
        targets.values(),
        Map.of(),
        split.train(),
        RowSplit.readable(split.validation(), bound, all(targets, further, used), warnings),
        schema.weights(used),
        learning,
        elsewhere.map(Elsewhere::labelled).map(OptionalLong::of).orElse(OptionalLong.empty()),
        Weighing.ends(schema, config, used, split),
        Optional.empty(),
        List.of());
  }

  /** Returns the first target with the problems of all. */
  private static TargetValues all(TargetValues first, List<Target> further, Table used) {
    List<RowProblem> problems = new ArrayList<>(first.problems());
    further.forEach(target -> problems.addAll(target.read(used).problems()));
    problems.sort(Comparator.comparingInt(RowProblem::row));
    return new TargetValues(first.values(), problems);
  }

  private NoveltyRows novelty(RowSplit kept, boolean images, List<String> warnings) {
    NoveltyRows novelty =
        NoveltyRows.of(
            kept.train(),
            kept.validation(),
            config.rejection().falseAlarms(),
            config.cells(images));
    if (config.rejection().falseAlarms().isPresent() && novelty.shared(kept.validation().length)) {
      warnings.add(
          ("%d training rows calibrate false alarms, and the density does not learn from them:"
                  + " there are few rows (other scores than density, neighbours, outlying, combined"
                  + " and cells err there)")
              .formatted(novelty.calibration().length - kept.validation().length));
    }
    return novelty;
  }

  /** Leaves out what may be anomalies, if a share of the rows may be. */
  private RowSplit trimmed(TrainingData data, RowSplit split, List<String> warnings) {
    double share = config.density().contamination();
    if (share == 0) {
      return new RowSplit(split.train(), data.validation(), split.test(), split.dropped());
    }
    Require.that(!data.images(), "contamination", "be 0 for images", share);
    listener.stage("looking for anomalies");
    try (CellDensityFit fit = new CellDensityFit(data, config)) {
      CellDensity density = fit.run(CellDensityFit.clock(config), new Quiet(listener)).density();
      Trimming left = Trimming.of(data, density, share);
      warnings.add(left.words(data, share));
      return new RowSplit(left.train(), left.validation(), split.test(), split.dropped());
    }
  }

  /** Returns what encodes warped images, if any are to be. */
  private Optional<Encoder> warping(TrainingData data, int[] train) {
    boolean images = data.images();
    if (!images && config.images().warp().orElse(0) > 0) {
      throw new IllegalArgumentException(
          "warp must be 0 for rows that are not images, got "
              + config.images().warp().getAsDouble());
    }
    boolean unlabelled = config.data().target().isPresent() && lacking(data.targets(), train);
    double warp = images ? config.images().warp().orElse(unlabelled ? 1 : 0) : 0;
    return Optional.of(data.encoder().moving(new Moves(config.images().shift(), warp, 0)))
        .filter(e -> warp > 0);
  }

  /** Returns whether there are rows without a target that are to train p(y|x) too. */
  private boolean lacking(double[] targets, int[] train) {
    return config.unlabelled().use() == UnlabelledSettings.Use.USE
        && IntStream.of(train).anyMatch(row -> Double.isNaN(targets[row]));
  }

  /** The same of rows on a cluster, of which the sample may have none. */
  private boolean lackingElsewhere() {
    return config.unlabelled().use() == UnlabelledSettings.Use.USE
        && elsewhere.filter(e -> e.cluster().totals().unlabelled() > 0).isPresent();
  }

  /** Returns what is guessed of rows of a table without a class, if they are to be used. */
  private Map<Integer, float[]> guesses(TrainingData data) {
    int classes = data.encoder().schema().target().map(target -> target.classes().size()).orElse(0);
    boolean used =
        classes > 0
            && !data.images()
            && lacking(data.targets(), data.train())
            && config.unlabelled().propagationWeight() > 0;
    if (!used) {
      return Map.of();
    }
    listener.stage("spreading labels");
    return Propagation.guesses(data, classes);
  }

  /**
   * Returns what networks have beside the row; nothing where that would be in the way. On a cluster
   * they are placed by the sample.
   */
  private Optional<Hinges> hinges(TrainingData data) {
    boolean images = data.images();
    // What rows without a class teach is how far a row may move, which is a matter of the row
    // alone.
    boolean moved =
        data.encoder().schema().classes().size() > 0
            && (lacking(data.targets(), data.train()) || lackingElsewhere());
    boolean suited = new RowDefaults(config).mayBend(images) && !moved;
    int pieces = config.pieces().orElse(0);
    Require.that(
        pieces == 0 || suited,
        "pieces",
        "be 0 where p(x) is a flow's, with a posterior, without a target and for rows without a"
            + " class",
        pieces);
    if (config.pieces().isEmpty()) {
      return suited ? HingePlacement.usual(data) : Optional.empty();
    }
    return pieces == 0 ? Optional.empty() : HingePlacement.of(data, pieces);
  }

  /** Lets all rows say what a sample of them was asked. */
  private Inference refined(Inference sampled) {
    return elsewhere
        .map(e -> new Inference(e.cluster().refined(sampled.schema()), sampled.warnings()))
        .orElse(sampled);
  }

  private Inference inference(Table used, int[] train, List<TableColumn> features) {
    boolean alone = config.data().target().isEmpty();
    Labels labels = labels(config);
    if (used.images().isPresent()) {
      return alone
          ? SchemaInference.imageDensity(used, train)
          : SchemaInference.images(used, train, config.data().target().get(), labels);
    }
    FeatureChoice chosen =
        new FeatureChoice(
            features.stream().map(TableColumn::name).toList(),
            config.data().codes(),
            !config.data().features().isEmpty());
    return alone
        ? SchemaInference.density(used, train, chosen)
        : SchemaInference.infer(used, train, chosen, config.data().target().get(), labels);
  }

  /** Returns how values of the target are classes: an order makes classes of them. */
  private static Labels labels(FitConfig config) {
    List<String> order = config.data().order();
    boolean ordinal = config.head().family().filter(FamilyName.ORDINAL::equals).isPresent();
    boolean ordered = ordinal || !order.isEmpty();
    return new Labels(config.data().classes() || ordered, ordered, order);
  }
}

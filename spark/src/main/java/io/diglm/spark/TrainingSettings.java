package io.diglm.spark;

import io.diglm.config.DataSettings;
import io.diglm.config.DensitySettings;
import io.diglm.config.HeadSettings;
import io.diglm.config.OptimiserSettings;
import io.diglm.config.RejectionSettings;
import io.diglm.config.RunSettings;
import io.diglm.config.UnlabelledSettings;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.train.FitConfig;
import io.diglm.train.RoundSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The parameters of a fit, with the names of {@link FitConfig}. Those that are not set keep their
 * defaults.
 */
public final class TrainingSettings implements Serializable {
  private static final long serialVersionUID = 1;

  private static final double MILLIS = 1e3;
  private static final int LEAST_SAMPLE = 1000;

  private final Params parent;
  private final StringArrayParam featuresCols;
  private final LongParam seed;
  private final IntParam epochs;
  private final IntParam batchSize;
  private final DoubleParam learningRate;
  private final DoubleParam weightDecay;
  private final IntParam patience;
  private final DoubleParam validation;
  private final DoubleParam densityWeight;
  private final Param<String> density;
  private final BooleanParam codes;
  private final Param<String> missing;
  private final DoubleParam falseAlarms;
  private final DoubleParam slack;
  private final DoubleParam timeLimit;
  private final IntParam threads;
  private final Param<String> trainOn;
  private final IntParam localSteps;
  private final DoubleParam outerRate;
  private final DoubleParam outerMomentum;
  private final IntParam sampleRows;
  private final Param<String> checkpoint;
  private final Param<String> family;
  private final IntParam components;
  private final Param<String> bayes;
  private final Param<String> unlabelled;

  /** Declares them as parameters of {@code parent}, which must already have its uid. */
  TrainingSettings(Params parent) {
    this.parent = parent;
    featuresCols =
        new StringArrayParam(
            parent, "featuresCols", "columns to predict from, of any type; not set, all others");
    seed = new LongParam(parent, "seed", "of every random act");
    epochs = whole("epochs", "passes over the training rows; not set, their number decides", 1);
    batchSize = whole("batchSize", "rows a step; not set, the number of rows decides", 1);
    learningRate =
        new DoubleParam(
            parent,
            "learningRate",
            "peak rate of AdamW",
            ParamValidators.inRange(0, 1, false, false));
    weightDecay = atLeastZero("weightDecay", "decoupled weight decay");
    patience =
        whole("patience", "epochs without a better validation loss before training stops", 1);
    validation =
        new DoubleParam(
            parent,
            "validation",
            "rows to stop and to calibrate by: a share of at most 0.5, or a count",
            ParamValidators.gt(0));
    densityWeight = atLeastZero("densityWeight", "w: how much p(x) counts beside p(y|x)");
    density = choice("density", "what models p(x)", words(DensitySettings.Kind.values()));
    codes = new BooleanParam(parent, "codes", "take few whole numbers that repeat as levels");
    missing = choice("missing", "rows that lack a feature", words(DataSettings.Missing.values()));
    falseAlarms =
        new DoubleParam(
            parent,
            "falseAlarms",
            "reject at most this share of ordinary rows",
            ParamValidators.inRange(0, 1, false, false));
    slack = atLeastZero("slack", "reject below the least training log p(x) less this, in nats");
    timeLimit = atLeastZero("timeLimit", "bound on the time of the fit in seconds; 0 for none");
    threads = whole("threads", "threads of the driver that share a batch", 1);
    trainOn = choice("trainOn", "where rows learn", words(TrainOn.values()));
    localSteps =
        whole(
            "localSteps",
            "trainOn cluster: steps of a shard between two means of all; not set, the number of shards decides",
            1);
    outerRate =
        new DoubleParam(
            parent,
            "outerRate",
            "trainOn cluster: factor on the mean movement of the shards",
            ParamValidators.inRange(0, 2, false, true));
    outerMomentum =
        new DoubleParam(
            parent,
            "outerMomentum",
            "trainOn cluster: Nesterov momentum of the mean movement; 0 for none",
            ParamValidators.inRange(0, 1, true, false));
    sampleRows =
        whole(
            "sampleRows",
            "trainOn cluster: training rows that the driver has, by which columns are read and p(x) is learned",
            LEAST_SAMPLE);
    checkpoint =
        new Param<>(
            parent,
            "checkpoint",
            "trainOn cluster: file that keeps the state after each round, to go on from after the driver died");
    family = choice("family", "of p(y|z); not set, the validation rows decide", families());
    components = whole("components", "of a mixture", 2);
    bayes = choice("bayes", "posterior over the coefficients", words(Bayes.values()));
    unlabelled =
        choice(
            "unlabelled",
            "what rows without a label are for",
            words(UnlabelledSettings.Use.values()));
  }

  private IntParam whole(String name, String doc, int least) {
    return new IntParam(parent, name, doc, ParamValidators.gtEq(least));
  }

  private DoubleParam atLeastZero(String name, String doc) {
    return new DoubleParam(parent, name, doc, ParamValidators.gtEq(0));
  }

  private Param<String> choice(String name, String doc, String[] words) {
    String all = doc + ": " + String.join(", ", words);
    return new Param<>(parent, name, all, ParamValidators.inArray(words));
  }

  private static String[] families() {
    return Stream.of(words(FamilyName.values()))
        .filter(w -> !w.equals("none"))
        .toArray(String[]::new);
  }

  private static String[] words(Enum<?>[] constants) {
    return Arrays.stream(constants)
        .map(c -> c.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }

  /**
   * Returns the configuration of the fit with the parameters that are set. All rows train or
   * validate; the caller keeps test rows.
   */
  FitConfig configured(FitConfig defaults, List<String> features) {
    String[] names = features.toArray(String[]::new);
    return defaults
        .data(d -> data(d.test(0).features(names)))
        .optimiser(this::optimiser)
        .density(this::density)
        .rejection(this::rejection)
        .run(this::run);
  }

  /** Returns the configuration with the parameters that concern a target. */
  FitConfig configuredTarget(FitConfig defaults) {
    return defaults.head(this::head).unlabelled(this::unlabelled);
  }

  private DataSettings data(DataSettings data) {
    DataSettings d = with(validation, data, (old, value) -> old.validation((double) value));
    d = with(codes, d, (old, value) -> old.codes((boolean) value));
    return with(missing, d, (old, word) -> old.missing(constant(DataSettings.Missing.class, word)));
  }

  private OptimiserSettings optimiser(OptimiserSettings optimiser) {
    OptimiserSettings o = with(epochs, optimiser, (old, value) -> old.epochs((int) value));
    o = with(batchSize, o, (old, value) -> old.batchSize((int) value));
    o = with(learningRate, o, (old, value) -> old.learningRate((double) value));
    o = with(weightDecay, o, (old, value) -> old.weightDecay((double) value));
    return with(patience, o, (old, value) -> old.patience((int) value));
  }

  private DensitySettings density(DensitySettings settings) {
    DensitySettings d = with(densityWeight, settings, (old, value) -> old.weight((double) value));
    return with(density, d, (old, word) -> old.kind(constant(DensitySettings.Kind.class, word)));
  }

  private RejectionSettings rejection(RejectionSettings rejection) {
    RejectionSettings r = with(slack, rejection, (old, value) -> old.slack((double) value));
    return with(falseAlarms, r, (old, value) -> old.falseAlarms((double) value));
  }

  private RunSettings run(RunSettings run) {
    RunSettings r = with(seed, run, (old, value) -> old.seed((long) value));
    r = with(timeLimit, r, (old, value) -> old.timeLimit(seconds((double) value)));
    return with(threads, r, (old, value) -> old.threads((int) value));
  }

  private static Duration seconds(double value) {
    return Duration.ofMillis(Math.round(value * MILLIS));
  }

  /** Sets the defaults. */
  void defaults() {
    RoundSettings rounds = RoundSettings.DEFAULTS;
    parent.setDefault(seed, 1L);
    parent.setDefault(trainOn, TrainOn.DRIVER.word());
    parent.setDefault(outerRate, rounds.outerRate());
    parent.setDefault(outerMomentum, rounds.outerMomentum());
    parent.setDefault(sampleRows, ClusterSettings.SAMPLE_ROWS);
  }

  /** Returns where the fit trains. */
  TrainOn place() {
    return constant(TrainOn.class, parent.getOrDefault(trainOn));
  }

  /** Returns the settings of a fit on the cluster. */
  ClusterSettings cluster() {
    RoundSettings rounds =
        new RoundSettings(
            parent.isDefined(localSteps)
                ? OptionalInt.of((int) parent.getOrDefault(localSteps))
                : OptionalInt.empty(),
            (double) parent.getOrDefault(outerRate),
            (double) parent.getOrDefault(outerMomentum));
    return new ClusterSettings(
        rounds,
        (int) parent.getOrDefault(sampleRows),
        parent.isDefined(checkpoint)
            ? Optional.of(parent.getOrDefault(checkpoint))
            : Optional.empty());
  }

  private HeadSettings head(HeadSettings head) {
    HeadSettings h =
        with(family, head, (old, word) -> old.family(constant(FamilyName.class, word)));
    h = with(components, h, (old, value) -> old.components((int) value));
    return with(bayes, h, (old, word) -> old.bayes(constant(Bayes.class, word)));
  }

  private UnlabelledSettings unlabelled(UnlabelledSettings settings) {
    return with(
        unlabelled, settings, (old, word) -> old.use(constant(UnlabelledSettings.Use.class, word)));
  }

  private <S, T> S with(Param<T> param, S settings, BiFunction<S, T, S> change) {
    return parent.isDefined(param) ? change.apply(settings, parent.getOrDefault(param)) : settings;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  StringArrayParam featuresCols() {
    return featuresCols;
  }

  LongParam seed() {
    return seed;
  }

  IntParam epochs() {
    return epochs;
  }

  IntParam batchSize() {
    return batchSize;
  }

  DoubleParam learningRate() {
    return learningRate;
  }

  DoubleParam weightDecay() {
    return weightDecay;
  }

  IntParam patience() {
    return patience;
  }

  DoubleParam validation() {
    return validation;
  }

  DoubleParam densityWeight() {
    return densityWeight;
  }

  Param<String> density() {
    return density;
  }

  BooleanParam codes() {
    return codes;
  }

  Param<String> missing() {
    return missing;
  }

  DoubleParam falseAlarms() {
    return falseAlarms;
  }

  DoubleParam slack() {
    return slack;
  }

  DoubleParam timeLimit() {
    return timeLimit;
  }

  IntParam threads() {
    return threads;
  }

  Param<String> trainOn() {
    return trainOn;
  }

  IntParam localSteps() {
    return localSteps;
  }

  DoubleParam outerRate() {
    return outerRate;
  }

  DoubleParam outerMomentum() {
    return outerMomentum;
  }

  IntParam sampleRows() {
    return sampleRows;
  }

  Param<String> checkpoint() {
    return checkpoint;
  }

  Param<String> family() {
    return family;
  }

  IntParam components() {
    return components;
  }

  Param<String> bayes() {
    return bayes;
  }

  Param<String> unlabelled() {
    return unlabelled;
  }
}

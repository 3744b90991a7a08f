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
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  final StringArrayParam featuresCols;
  final Param<String> weightCol;
  final LongParam seed;
  final IntParam epochs;
  final IntParam batchSize;
  final DoubleParam learningRate;
  final DoubleParam weightDecay;
  final IntParam patience;
  final DoubleParam validation;
  final DoubleParam densityWeight;
  final Param<String> density;
  final BooleanParam codes;
  final Param<String> missing;
  final DoubleParam falseAlarms;
  final DoubleParam slack;
  final DoubleParam timeLimit;
  final IntParam threads;
  final Param<String> trainOn;
  final Param<String> family;
  final IntParam components;
  final Param<String> bayes;
  final Param<String> unlabelled;
  final RoundParams rounds;

  private final DeclaredParams declared;

  /** Declares them as parameters of {@code parent}, which must already have its uid. */
  TrainingSettings(Params parent) {
    declared = new DeclaredParams(parent);
    featuresCols =
        new StringArrayParam(
            parent, "featuresCols", "columns to predict from, of any type; not set, all others");
    weightCol =
        new Param<>(
            parent,
            "weightCol",
            "trainOn driver: column of how much each row counts, which is no feature; not set, all"
                + " alike");
    seed = new LongParam(parent, "seed", "of every random act");
    epochs =
        declared.whole("epochs", "passes over the training rows; not set, their number decides", 1);
    batchSize = declared.whole("batchSize", "rows a step; not set, the number of rows decides", 1);
    learningRate = declared.share("learningRate", "peak rate of AdamW");
    weightDecay = declared.atLeastZero("weightDecay", "decoupled weight decay");
    patience =
        declared.whole(
            "patience", "epochs without a better validation loss before training stops", 1);
    validation =
        new DoubleParam(
            parent,
            "validation",
            "rows to stop and to calibrate by: a share of at most 0.5, or a count",
            ParamValidators.gt(0));
    densityWeight = declared.atLeastZero("densityWeight", "w: how much p(x) counts beside p(y|x)");
    density = declared.choice("density", "what models p(x)", DensitySettings.Kind.values());
    codes = new BooleanParam(parent, "codes", "take few whole numbers that repeat as levels");
    missing = declared.choice("missing", "rows that lack a feature", DataSettings.Missing.values());
    falseAlarms = declared.share("falseAlarms", "reject at most this share of ordinary rows");
    slack =
        declared.atLeastZero(
            "slack", "reject below the least training log p(x) less this, in nats");
    timeLimit =
        declared.atLeastZero("timeLimit", "bound on the time of the fit in seconds; 0 for none");
    threads = declared.whole("threads", "threads of the driver that share a batch", 1);
    trainOn = declared.choice("trainOn", "where rows learn", TrainOn.values());
    family =
        declared.choice("family", "of p(y|z); not set, the validation rows decide", families());
    components = declared.whole("components", "of a mixture", 2);
    bayes = declared.choice("bayes", "posterior over the coefficients", Bayes.values());
    unlabelled =
        declared.choice(
            "unlabelled", "what rows without a label are for", UnlabelledSettings.Use.values());
    rounds = new RoundParams(declared);
  }

  private static String[] families() {
    return Stream.of(DeclaredParams.words(FamilyName.values()))
        .filter(w -> !w.equals("none"))
        .toArray(String[]::new);
  }

  /** Sets the defaults. */
  void defaults() {
    declared.parent().setDefault(seed, 1L);
    declared.parent().setDefault(trainOn, DeclaredParams.word(TrainOn.DRIVER));
    rounds.defaults();
  }

  /** Returns where the fit trains. */
  TrainOn place() {
    return DeclaredParams.constant(TrainOn.class, declared.parent().getOrDefault(trainOn));
  }

  /** Returns the name of the column of weights, if rows do not count alike. */
  Optional<String> weight() {
    return declared.value(weightCol);
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
    DataSettings d =
        declared.with(validation, data, (old, value) -> old.validation((double) value));
    d = declared.with(weightCol, d, DataSettings::weight);
    d = declared.with(codes, d, (old, value) -> old.codes((boolean) value));
    return declared.with(missing, DataSettings.Missing.class, d, DataSettings::missing);
  }

  private OptimiserSettings optimiser(OptimiserSettings optimiser) {
    OptimiserSettings o = declared.with(epochs, optimiser, (old, value) -> old.epochs((int) value));
    o = declared.with(batchSize, o, (old, value) -> old.batchSize((int) value));
    o = declared.with(learningRate, o, (old, value) -> old.learningRate((double) value));
    o = declared.with(weightDecay, o, (old, value) -> old.weightDecay((double) value));
    return declared.with(patience, o, (old, value) -> old.patience((int) value));
  }

  private DensitySettings density(DensitySettings settings) {
    DensitySettings d =
        declared.with(densityWeight, settings, (old, value) -> old.weight((double) value));
    return declared.with(density, DensitySettings.Kind.class, d, DensitySettings::kind);
  }

  private RejectionSettings rejection(RejectionSettings rejection) {
    RejectionSettings r =
        declared.with(slack, rejection, (old, value) -> old.slack((double) value));
    return declared.with(falseAlarms, r, (old, value) -> old.falseAlarms((double) value));
  }

  private RunSettings run(RunSettings run) {
    RunSettings r = declared.with(seed, run, (old, value) -> old.seed((long) value));
    r = declared.with(timeLimit, r, (old, value) -> old.timeLimit(seconds((double) value)));
    return declared.with(threads, r, (old, value) -> old.threads((int) value));
  }

  private static Duration seconds(double value) {
    return Duration.ofMillis(Math.round(value * MILLIS));
  }

  private HeadSettings head(HeadSettings head) {
    HeadSettings h = declared.with(family, FamilyName.class, head, HeadSettings::family);
    h = declared.with(components, h, (old, value) -> old.components((int) value));
    return declared.with(bayes, Bayes.class, h, HeadSettings::bayes);
  }

  private UnlabelledSettings unlabelled(UnlabelledSettings settings) {
    return declared.with(
        unlabelled, UnlabelledSettings.Use.class, settings, UnlabelledSettings::use);
  }
}

package io.diglm.train;

import io.diglm.flow.Precision;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.Link;
import io.diglm.schema.ImageShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Builds a {@link FitConfig}; what is not set keeps its default. */
public final class FitConfigBuilder {
  /** w beside a target, and without one. */
  private static final double BESIDE = 0.1;

  static final double DENSITY_ALONE = 1;

  private final Optional<String> target;
  private List<String> features = List.of();
  private boolean classes = false;
  private boolean codes = false;
  private FitConfig.SplitKind split = FitConfig.SplitKind.RANDOM;
  private Optional<String> timeColumn = Optional.empty();
  private double test = 0.1;
  private OptionalDouble validation = OptionalDouble.empty();
  private FitConfig.Missing missing = FitConfig.Missing.INDICATOR;
  private FlowConfig flow = defaultFlow();
  private OptionalInt frequencies = OptionalInt.empty();
  private FitConfig.DensityKind density = FitConfig.DensityKind.CELLS;
  private Optional<FamilyName> family = Optional.empty();
  private Optional<Link> link = Optional.empty();
  private Optional<Dispersion> dispersion = Optional.empty();
  private OptionalInt components = OptionalInt.empty();
  private Bayes bayes = Bayes.NONE;
  private double densityWeight;
  private OptionalDouble densityWeightStart = OptionalDouble.empty();
  private boolean scaleLatent = false;
  private OptionalInt epochs = OptionalInt.empty();
  private OptionalInt batchSize = OptionalInt.empty();
  private double learningRate = 2e-3;
  private double warmUp = 0.05;
  private double weightDecay = 0.3;
  private double clipNorm = 5;
  private OptionalInt patience = OptionalInt.empty();
  private double averaging = 0.999;
  private int shift = 0;
  private OptionalDouble noise = OptionalDouble.empty();
  private Optional<Precision> precision = Optional.empty();
  private FitConfig.Memory memory = FitConfig.Memory.STANDARD;
  private FitConfig.Unlabelled unlabelled = FitConfig.Unlabelled.USE;
  private double labelledShare = 0.5;
  private double entropyWeight = 0;
  private double consistencyWeight = 3;
  private double consistencyRadius = 0.3;
  private double propagationWeight = 1;
  private OptionalDouble warp = OptionalDouble.empty();
  private Duration timeLimit = Duration.ZERO;
  private int threads = Runtime.getRuntime().availableProcessors();
  private long seed = 1;
  private double slack = 0;
  private OptionalDouble falseAlarms = OptionalDouble.empty();

  FitConfigBuilder(Optional<String> target) {
    this.target = target;
    densityWeight = target.isPresent() ? BESIDE : DENSITY_ALONE;
  }

  /** Returns the default flow: couplings with learned periodic features of their inputs. */
  public static FlowConfig defaultFlow() {
    return new FlowConfig(
        FlowConfig.Architecture.REALNVP,
        8,
        128,
        2,
        FlowConfig.Network.MLP,
        FlowConfig.Activation.RELU,
        FlowConfig.Norm.NONE,
        16,
        1.0,
        2.0,
        8,
        1.0);
  }

  /** Returns the flow that suits images of a shape. */
  public static FlowConfig imageFlow(ImageShape shape) {
    return new FlowConfig(
        FlowConfig.Architecture.GLOW,
        6,
        32,
        3,
        FlowConfig.Network.HIGHWAY,
        FlowConfig.Activation.RELU,
        FlowConfig.Norm.ACTNORM,
        0,
        1.0,
        2.0,
        8,
        Math.min(2, shape.levels()),
        2,
        1.0);
  }

  /** Sets what suits images of a shape; what is set before is lost, what is set after counts. */
  public FitConfigBuilder forImages(ImageShape shape) {
    flow = imageFlow(shape);
    // Of colours a density takes longer to learn than of drawings.
    double weight = shape.channels() == 1 ? BESIDE : 10 * BESIDE;
    densityWeight = target.isPresent() ? weight : DENSITY_ALONE;
    densityWeightStart =
        target.isPresent() ? OptionalDouble.of(10 * weight) : OptionalDouble.empty();
    batchSize = OptionalInt.of(64);
    learningRate = 1e-3;
    weightDecay = 0;
    shift = 2;
    entropyWeight = 0.3;
    consistencyWeight = 1;
    return this;
  }

  /** Columns to predict from; empty for all others. */
  public FitConfigBuilder features(String... names) {
    features = List.of(names);
    return this;
  }

  /** What models the density of a table's rows. */
  public FitConfigBuilder density(FitConfig.DensityKind density) {
    this.density = density;
    return this;
  }

  /** Takes a numeric target as class labels. */
  public FitConfigBuilder classes(boolean classes) {
    this.classes = classes;
    return this;
  }

  /** Takes few whole numbers that repeat as levels. */
  public FitConfigBuilder codes(boolean codes) {
    this.codes = codes;
    return this;
  }

  /** Which rows are for test. */
  public FitConfigBuilder split(FitConfig.SplitKind split) {
    this.split = split;
    return this;
  }

  /** The column that orders the rows. */
  public FitConfigBuilder timeColumn(String timeColumn) {
    this.timeColumn = Optional.of(timeColumn);
    return this;
  }

  /** Rows for test: a share if under 1, else a count. */
  public FitConfigBuilder test(double test) {
    this.test = test;
    return this;
  }

  /** Rows to stop and to calibrate by: a share if under 1, else a count. */
  public FitConfigBuilder validation(double validation) {
    this.validation = OptionalDouble.of(validation);
    return this;
  }

  /** What becomes of rows with missing features. */
  public FitConfigBuilder missing(FitConfig.Missing missing) {
    this.missing = missing;
    return this;
  }

  /** The flow, with its frequencies. */
  public FitConfigBuilder flow(FlowConfig flow) {
    this.flow = flow;
    frequencies = OptionalInt.of(flow.frequencies());
    return this;
  }

  /** Leaves it to the number of training rows whether the flow has its frequencies. */
  public FitConfigBuilder frequenciesByRows() {
    frequencies = OptionalInt.empty();
    return this;
  }

  /** The family of p(y|z). */
  public FitConfigBuilder family(FamilyName family) {
    this.family = Optional.of(family);
    return this;
  }

  /** The link. */
  public FitConfigBuilder link(Link link) {
    this.link = Optional.of(link);
    return this;
  }

  /** How the dispersion is learned. */
  public FitConfigBuilder dispersion(Dispersion dispersion) {
    this.dispersion = Optional.of(dispersion);
    return this;
  }

  /** Components of a mixture. */
  public FitConfigBuilder components(int components) {
    this.components = OptionalInt.of(components);
    return this;
  }

  /** How the coefficients are inferred; AUTO takes what suits the family. */
  public FitConfigBuilder bayes(Bayes bayes) {
    this.bayes = bayes;
    return this;
  }

  /** w: lambda = w / D. */
  public FitConfigBuilder densityWeight(double densityWeight) {
    this.densityWeight = densityWeight;
    return this;
  }

  /** Where w starts, to fall geometrically to {@link #densityWeight}. */
  public FitConfigBuilder densityWeightStart(double densityWeightStart) {
    this.densityWeightStart = OptionalDouble.of(densityWeightStart);
    return this;
  }

  /** Scales the variance of p_z by 1 / lambda instead of weighting log p(x). */
  public FitConfigBuilder scaleLatent(boolean scaleLatent) {
    this.scaleLatent = scaleLatent;
    return this;
  }

  /** Passes over the training rows. */
  public FitConfigBuilder epochs(int epochs) {
    this.epochs = OptionalInt.of(epochs);
    return this;
  }

  /** Rows a step. */
  public FitConfigBuilder batchSize(int batchSize) {
    this.batchSize = OptionalInt.of(batchSize);
    return this;
  }

  /** Peak rate of Adam. */
  public FitConfigBuilder learningRate(double learningRate) {
    this.learningRate = learningRate;
    return this;
  }

  /** Share of the steps over which the rate rises. */
  public FitConfigBuilder warmUp(double warmUp) {
    this.warmUp = warmUp;
    return this;
  }

  /** Decoupled weight decay. */
  public FitConfigBuilder weightDecay(double weightDecay) {
    this.weightDecay = weightDecay;
    return this;
  }

  /** Bound on the norm of the gradient. */
  public FitConfigBuilder clipNorm(double clipNorm) {
    this.clipNorm = clipNorm;
    return this;
  }

  /** Epochs without a better validation loss before training stops. */
  public FitConfigBuilder patience(int patience) {
    this.patience = OptionalInt.of(patience);
    return this;
  }

  /** Decay of the running average of the weights. */
  public FitConfigBuilder averaging(double averaging) {
    this.averaging = averaging;
    return this;
  }

  /** Pixels by which training moves each image at most. */
  public FitConfigBuilder shift(int shift) {
    this.shift = shift;
    return this;
  }

  /** Deviation of the normal noise that training adds to encoded rows. */
  public FitConfigBuilder noise(double noise) {
    this.noise = OptionalDouble.of(noise);
    return this;
  }

  /** In what the networks of images compute while training. */
  public FitConfigBuilder precision(Precision precision) {
    this.precision = Optional.of(precision);
    return this;
  }

  /** What a training step keeps. */
  public FitConfigBuilder memory(FitConfig.Memory memory) {
    this.memory = memory;
    return this;
  }

  /** What rows without a target are for. */
  public FitConfigBuilder unlabelled(FitConfig.Unlabelled unlabelled) {
    this.unlabelled = unlabelled;
    return this;
  }

  /** Least share of a step's rows that have a target. */
  public FitConfigBuilder labelledShare(double labelledShare) {
    this.labelledShare = labelledShare;
    return this;
  }

  /** Weight of the entropy of p(y|x) of rows without a target. */
  public FitConfigBuilder entropyWeight(double entropyWeight) {
    this.entropyWeight = entropyWeight;
    return this;
  }

  /** Weight of p(y|x) staying what it is under small moves of x. */
  public FitConfigBuilder consistencyWeight(double consistencyWeight) {
    this.consistencyWeight = consistencyWeight;
    return this;
  }

  /** Length of those moves, as root mean square over the dimensions. */
  public FitConfigBuilder consistencyRadius(double consistencyRadius) {
    this.consistencyRadius = consistencyRadius;
    return this;
  }

  /** Weight of the classes guessed for rows of a table without one; 0 guesses none. */
  public FitConfigBuilder propagationWeight(double propagationWeight) {
    this.propagationWeight = propagationWeight;
    return this;
  }

  /** How far images are warped for their consistency. */
  public FitConfigBuilder warp(double warp) {
    this.warp = OptionalDouble.of(warp);
    return this;
  }

  /** Bound on the time of the fit. */
  public FitConfigBuilder timeLimit(Duration timeLimit) {
    this.timeLimit = timeLimit;
    return this;
  }

  /** Java threads that share a batch. */
  public FitConfigBuilder threads(int threads) {
    this.threads = threads;
    return this;
  }

  /** Seed of every random act. */
  public FitConfigBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** c of the rejection rule. */
  public FitConfigBuilder slack(double slack) {
    this.slack = slack;
    return this;
  }

  /** alpha of the rejection rule by the p-value of novelty. */
  public FitConfigBuilder falseAlarms(double alpha) {
    falseAlarms = OptionalDouble.of(alpha);
    return this;
  }

  /**
   * Returns the configuration.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public FitConfig build() {
    return new FitConfig(
        target,
        features,
        classes,
        codes,
        split,
        timeColumn,
        test,
        validation,
        missing,
        flow,
        frequencies,
        density,
        family,
        link,
        dispersion,
        components,
        bayes,
        densityWeight,
        densityWeightStart,
        scaleLatent,
        epochs,
        batchSize,
        learningRate,
        warmUp,
        weightDecay,
        clipNorm,
        patience,
        averaging,
        shift,
        noise,
        precision,
        memory,
        unlabelled,
        labelledShare,
        entropyWeight,
        consistencyWeight,
        consistencyRadius,
        propagationWeight,
        warp,
        timeLimit,
        threads,
        seed,
        slack,
        falseAlarms);
  }
}

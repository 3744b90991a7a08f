package io.diglm.train;

import io.diglm.flow.Precision;
import io.diglm.hybrid.HybridObjective;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.Link;
import io.diglm.schema.ImageShape;
import io.diglm.selective.RejectionRule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Everything that decides a fit, under the names that the command line and the model file use.
 *
 * @param target the column to predict; none fits p(x) alone, and of what concerns a target nothing
 *     may then be set
 * @param features the columns to predict from; empty for all others
 * @param classes whether a numeric target holds class labels
 * @param codes whether columns of few whole numbers that repeat are levels, such as months;
 *     without, they are numbers
 * @param split which rows are for test
 * @param timeColumn the column that orders the rows; none takes them as given
 * @param test rows for test: a share if under 1, else a count; 0 holds none out
 * @param validation of the other rows, those to stop and to calibrate by: a share if under 1, else
 *     a count at most; at most half; none takes a tenth, of large tables 10,000 rows
 * @param missing what becomes of rows with missing features
 * @param flow the flow
 * @param frequencies those of the flow; none takes the flow's where 10,000 rows or more train, and
 *     0 where fewer do, which they let learn by heart
 * @param density what log p(x) of a table is; that of images is the flow's
 * @param family the family of p(y|z); none chooses it
 * @param link the link; none takes the family's usual one
 * @param dispersion how the dispersion is learned; none models it, but for rounded numbers takes a
 *     constant
 * @param components components of a mixture; none takes 3, for rounded numbers one for each
 *     distinct number, at most 8
 * @param bayes how the coefficients are inferred; AUTO takes what suits the family
 * @param densityWeight w: lambda = w / D in J = log p(y|x) + lambda log p(x) (equation 7); without
 *     a target the scale of the loss
 * @param densityWeightStart where w starts, to fall geometrically to densityWeight over the first
 *     four fifths of the training: a density takes longer to learn than classes do, and with a
 *     small w it is hardly learned; none keeps w
 * @param scaleLatent whether lambda scales the variance of p_z by 1 / lambda instead, so that only
 *     the Jacobian term is weighted (section 3)
 * @param epochs passes over the training rows; none decides by their number
 * @param batchSize rows a step; none decides by their number
 * @param learningRate peak rate of Adam
 * @param warmUp share of the steps over which the rate rises
 * @param weightDecay decoupled weight decay
 * @param clipNorm bound on the norm of the gradient
 * @param patience epochs without a better validation loss before training stops; none takes 10, but
 *     trains fewer than 10,000 rows to the end
 * @param averaging decay of the running average of the weights; 0 for none
 * @param shift pixels by which training moves each image at most, anew in each epoch
 * @param noise deviation of the normal noise that training adds to the encoded rows, columns of
 *     which have a deviation of about 1: the density is smoother and, of few rows, sees more of
 *     what is unlike them; none takes 0, but for p(x) alone of tables .6 N^(-1 / (D + 4)), most of
 *     what Scott (1992) advises for N rows of D dimensions
 * @param precision of the networks inside couplings of images while training; none takes what the
 *     processor is fastest in; predictions are in single precision
 * @param memory what a training step keeps
 * @param unlabelled what rows without a target are for
 * @param labelledShare least share of a step's rows that have a target; where fewer of all rows
 *     have one, those are drawn again and again
 * @param entropyWeight of the entropy of p(y|x) of rows without a target, in classification
 *     (Grandvalet and Bengio 2005)
 * @param consistencyWeight of the divergence of p(y|x) from what it is where a small move of x
 *     changes it most, in classification with rows without a target (Miyato et al. 2018); of images
 *     see {@code warp}
 * @param consistencyRadius length of that move, as root mean square over the dimensions
 * @param propagationWeight of classes guessed for the rows of a table without one, by spreading
 *     those that are known from row to near row (Zhou et al. 2004)
 * @param warp how far an image is rotated, scaled and sheared (15 degrees, 15 % and .2 where it is
 *     1), for the consistency of images: the target, or a sure answer without one, is to hold for
 *     the warped image too; none takes 1 where rows lack a target and 0 otherwise
 * @param timeLimit bound on the time of the fit; zero for none
 * @param threads Java threads that share a batch
 * @param seed of every random act
 * @param slack c of the rejection rule: tau = min over training rows of log p(x) - c (equation 9)
 * @param falseAlarms alpha: reject instead when a row's novelty has a p-value of at most this, so
 *     that at most this share of ordinary rows is
 */
public record FitConfig(
    Optional<String> target,
    List<String> features,
    boolean classes,
    boolean codes,
    SplitKind split,
    Optional<String> timeColumn,
    double test,
    OptionalDouble validation,
    Missing missing,
    FlowConfig flow,
    OptionalInt frequencies,
    DensityKind density,
    Optional<FamilyName> family,
    Optional<Link> link,
    Optional<Dispersion> dispersion,
    OptionalInt components,
    Bayes bayes,
    double densityWeight,
    OptionalDouble densityWeightStart,
    boolean scaleLatent,
    OptionalInt epochs,
    OptionalInt batchSize,
    double learningRate,
    double warmUp,
    double weightDecay,
    double clipNorm,
    OptionalInt patience,
    double averaging,
    int shift,
    OptionalDouble noise,
    Optional<Precision> precision,
    Memory memory,
    Unlabelled unlabelled,
    double labelledShare,
    double entropyWeight,
    double consistencyWeight,
    double consistencyRadius,
    double propagationWeight,
    OptionalDouble warp,
    Duration timeLimit,
    int threads,
    long seed,
    double slack,
    OptionalDouble falseAlarms) {

  /** Of Scott's rule. */
  private static final double SMOOTHING = 0.6;

  /** Share of the training in which w falls. */
  private static final double FALL = 0.8;

  /** Share of the training in which the weights of rows without a target rise. */
  private static final double RISE = 0.2;

  /** Which rows are for test. */
  public enum SplitKind {
    /** The last ones. */
    TIME,
    /** Any, drawn by the seed. */
    RANDOM
  }

  /** What becomes of rows with missing features. */
  public enum Missing {
    /** Columns that lack values in training get an indicator. */
    INDICATOR,
    /** Rows that lack a feature are left out. */
    DROP
  }

  /** What models the density of a table's rows. */
  public enum DensityKind {
    /**
     * An autoregressive model of the columns' cells, learned with its full weight whatever the
     * target asks of the flow; the density of the flow, weighted by lambda, only keeps its features
     * in shape.
     */
    CELLS,
    /**
     * The flow, as in the paper: log p_z(f(x)) + log |det df/dx| (equation 1), weighted by lambda.
     */
    FLOW
  }

  /** What a training step keeps of the forward pass for the backward pass. */
  public enum Memory {
    /** All activations: memory grows with the number of layers. */
    STANDARD,
    /** Only z: what a layer was given is computed again by inverting it (Gomez et al. 2017). */
    REVERSIBLE
  }

  /** What rows without a target are for. */
  public enum Unlabelled {
    /** For p(x) and, in classification, for where p(y|x) may change its mind. */
    USE,
    /** For p(x) alone (equation 8). */
    DENSITY,
    /** For nothing: they are left out. */
    DROP
  }

  /** Checks ranges. */
  public FitConfig {
    features = List.copyOf(features);
    if (target.isPresent()) {
      String name = target.get();
      require(!name.isBlank(), "target", "be a column name", name);
      require(!features.contains(name), "features", "not hold the target", name);
      boolean some = family.filter(FamilyName.NONE::equals).isEmpty();
      require(some, "family", "be of a target (fit without one for p(x) alone)", "none");
    } else {
      requireUnset("family", family);
      requireUnset("link", link);
      requireUnset("dispersion", dispersion);
      requireUnset("components", components.stream().boxed().findFirst());
      requireUnset("bayes", Optional.of(bayes).filter(b -> b != Bayes.NONE));
      requireUnset("classes", Optional.of(classes).filter(c -> c));
      requireUnset("density-weight-start", densityWeightStart.stream().boxed().findFirst());
      require(densityWeight > 0, "density-weight", "be positive without a target", 0);
    }
    require(
        test >= 0 && (test < 1 || test == Math.rint(test)),
        "test",
        "be a share under 1 or a whole number of rows",
        trim(test));
    validation.ifPresent(
        rows ->
            require(
                rows > 0 && (rows <= 0.5 || (rows >= 1 && rows == Math.rint(rows))),
                "validation",
                "be a share of at most 0.5 or a whole number of rows",
                rows));
    components.ifPresent(k -> require(k >= 2 && k <= 32, "components", "be between 2 and 32", k));
    requireAtLeast("density-weight", densityWeight, 0);
    densityWeightStart.ifPresent(
        w -> {
          requireAtLeast("density-weight-start", w, 0);
          require(
              w > 0 && densityWeight > 0 && !scaleLatent,
              "density-weight-start",
              "fall between positive weights of log p(x)",
              w);
        });
    require(
        !scaleLatent || densityWeight > 0,
        "density-weight",
        "be positive to scale the latent variance",
        densityWeight);
    epochs.ifPresent(e -> requireAtLeast("epochs", e, 1));
    batchSize.ifPresent(b -> requireAtLeast("batch-size", b, 1));
    require(
        learningRate > 0 && learningRate < 1, "learning-rate", "be between 0 and 1", learningRate);
    require(warmUp >= 0 && warmUp < 1, "warm-up", "be in [0, 1)", warmUp);
    requireAtLeast("weight-decay", weightDecay, 0);
    require(clipNorm > 0, "clip-norm", "be positive", clipNorm);
    patience.ifPresent(p -> requireAtLeast("patience", p, 1));
    require(averaging >= 0 && averaging < 1, "averaging", "be in [0, 1)", averaging);
    require(shift >= 0 && shift <= 16, "shift", "be between 0 and 16", shift);
    noise.ifPresent(deviation -> requireAtLeast("noise", deviation, 0));
    require(
        memory == Memory.STANDARD || flow.norm() != FlowConfig.Norm.BATCHNORM,
        "memory",
        "be standard with batch norm, which training does not invert",
        "reversible");
    require(
        labelledShare >= 0 && labelledShare <= 0.9,
        "labelled-share",
        "be between 0 and 0.9",
        labelledShare);
    requireAtLeast("entropy-weight", entropyWeight, 0);
    requireAtLeast("consistency-weight", consistencyWeight, 0);
    requireAtLeast("propagation-weight", propagationWeight, 0);
    require(
        consistencyRadius > 0 && consistencyRadius < Double.POSITIVE_INFINITY,
        "consistency-radius",
        "be positive",
        consistencyRadius);
    warp.ifPresent(w -> require(w >= 0 && w <= 4, "warp", "be between 0 and 4", w));
    require(!timeLimit.isNegative(), "time-limit", "not be negative", timeLimit);
    require(threads >= 1 && threads <= 256, "threads", "be between 1 and 256", threads);
    requireAtLeast("slack", slack, 0);
    falseAlarms.ifPresent(
        alpha -> {
          new RejectionRule.FalseAlarms(alpha);
          require(slack == 0, "slack", "be 0 where false-alarms decides", trim(slack));
        });
  }

  /** Starts from the defaults. */
  public static FitConfigBuilder of(String target) {
    return new FitConfigBuilder(Optional.of(target));
  }

  /** Starts from the defaults of a fit of p(x) alone: the model has no head and answers nothing. */
  public static FitConfigBuilder ofDensity() {
    return new FitConfigBuilder(Optional.empty());
  }

  /**
   * Starts from the defaults for images of a shape: a Glow of two levels, if the sides halve so
   * often, with highway networks.
   */
  public static FitConfigBuilder ofImages(String target, ImageShape shape) {
    return of(target).forImages(shape);
  }

  /** Returns the same for p(x) alone, without what concerns a target. */
  FitConfig withoutTarget() {
    return new FitConfig(
        Optional.empty(),
        features,
        false,
        codes,
        split,
        timeColumn,
        test,
        validation,
        missing,
        flow,
        frequencies,
        density,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Bayes.NONE,
        FitConfigBuilder.DENSITY_ALONE,
        OptionalDouble.empty(),
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
        OptionalDouble.empty(),
        timeLimit,
        threads,
        seed,
        slack,
        falseAlarms);
  }

  /** Returns lambda for rows of D dimensions at the end of training. */
  double lambda(int dimension) {
    return lambda(dimension, 1);
  }

  /** Returns lambda for rows of D dimensions at this share of the training. */
  double lambda(int dimension, double progress) {
    if (scaleLatent) {
      return 1;
    }
    double start = densityWeightStart.orElse(densityWeight);
    double way = Math.min(1, progress / FALL);
    double weight = way == 1 ? densityWeight : start * Math.pow(densityWeight / start, way);
    return (densityWeightStart.isPresent() ? weight : densityWeight) / dimension;
  }

  /** Returns what training maximises at this share of the way. */
  HybridObjective objective(int dimension, double progress) {
    double risen = unlabelled == Unlabelled.USE ? Math.min(1, progress / RISE) : 0;
    return new HybridObjective(
        lambda(dimension, progress),
        risen * entropyWeight,
        risen * consistencyWeight,
        consistencyRadius * Math.sqrt(dimension),
        unlabelled == Unlabelled.USE ? propagationWeight : 0);
  }

  /** Returns the deviation of the noise on so many encoded rows of this width. */
  double noise(int rows, int dimension, boolean images) {
    boolean alone = target.isEmpty() && !images;
    return noise.orElse(alone ? SMOOTHING * Math.pow(rows, -1.0 / (dimension + 4)) : 0);
  }

  /** Returns in what networks compute; only those of images compute in less than the rows. */
  Precision networks(boolean images) {
    if (!images && precision.filter(p -> p == Precision.BFLOAT16).isPresent()) {
      throw new IllegalArgumentException(
          "precision must be float32 for rows that are not images, got bfloat16");
    }
    return images ? precision.orElseGet(Precision::fastest) : Precision.FLOAT32;
  }

  /** Returns whether the density is of cells. */
  boolean cells(boolean images) {
    return density == DensityKind.CELLS && !images;
  }

  /**
   * Returns the flow for so many rows of D dimensions, p_z widened if that is how lambda works;
   * none where nothing is asked of its features.
   */
  FlowConfig modelledFlow(int rows, int dimension, boolean images) {
    if (target.isEmpty() && cells(images)) {
      return flow.identity();
    }
    boolean few = !images && TrainingData.few(rows);
    FlowConfig suited = flow.withFrequencies(frequencies.orElse(few ? 0 : flow.frequencies()));
    return scaleLatent ? suited.withLatentVariance(dimension / densityWeight) : suited;
  }

  private static void requireUnset(String what, Optional<?> value) {
    value.ifPresent(set -> require(false, what, "not be set without a target", lower(set)));
  }

  private static String lower(Object value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }

  private static void requireAtLeast(String what, double value, double least) {
    require(
        value >= least && value < Double.POSITIVE_INFINITY,
        what,
        "be at least " + trim(least),
        trim(value));
  }

  private static Object trim(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : value;
  }

  private static void require(boolean holds, String what, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(what + " must " + rule + ", got " + value);
    }
  }
}

package io.diglm.train;

import io.diglm.config.DataSettings;
import io.diglm.config.DensitySettings;
import io.diglm.config.HeadSettings;
import io.diglm.config.ImageSettings;
import io.diglm.config.OptimiserSettings;
import io.diglm.config.RejectionSettings;
import io.diglm.config.RunSettings;
import io.diglm.config.UnlabelledSettings;
import io.diglm.gradient.ImageEngine;
import io.diglm.gradient.Objective;
import io.diglm.gradient.Precision;
import io.diglm.json.Inline;
import io.diglm.model.Bayes;
import io.diglm.model.FlowConfig;
import io.diglm.schema.ImageShape;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Everything that decides a fit, in groups. The command line, configuration files, the model file
 * and checkpoints have the same settings under the same names, without the groups.
 *
 * <pre>{@code
 * FitConfig.of("arr_delay")
 *     .data(d -> d.split(DataSettings.Split.TIME).test(0.2))
 *     .optimiser(o -> o.epochs(30))
 *     .run(r -> r.seed(7));
 * }</pre>
 *
 * @param data rows and columns
 * @param flow the flow
 * @param frequencies those of the flow; none takes the flow's where 10,000 rows or more train
 *     without pieces, and 0 elsewhere: they let few rows be learned by heart
 * @param pieces of the piecewise-linear features of each column that networks have beside it, but
 *     for the last of several of few rows; 0 for none, and none takes 8 where nothing forbids them
 * @param head the GLM on z; of p(x) alone nothing of it may be set
 * @param density what log p(x) is and how much it counts
 * @param optimiser how weights are learned
 * @param unlabelled what rows without a target are for
 * @param images how images are learned
 * @param rejection which rows the model refuses to answer
 * @param run where the fit runs, how long, and by what chance
 */
public record FitConfig(
    @Inline DataSettings data,
    FlowConfig flow,
    @Setting(
            value = "N",
            help =
                "Learned sine and cosine features of each input of a network. Default: none beside "
                    + "--pieces or where fewer than 10,000 rows train, otherwise 16.")
        OptionalInt frequencies,
    @Setting(
            value = "N",
            help =
                "Pieces of the piecewise-linear features that networks have beside each column; 0 "
                    + "for none. Default: 8, and 16 from 3,000 training rows on, but none where p(x) is a "
                    + "flow's, with a posterior, and with rows without a target.")
        OptionalInt pieces,
    @Inline HeadSettings head,
    @Inline DensitySettings density,
    @Inline OptimiserSettings optimiser,
    @Inline UnlabelledSettings unlabelled,
    @Inline ImageSettings images,
    @Inline RejectionSettings rejection,
    @Inline RunSettings run) {

  /** Of Scott's rule. */
  private static final double SMOOTHING = 0.6;

  /** So many rows are not learned by heart in a quarter of the epochs. */
  private static final int MOST_BRIEF = 5000;

  /** So many brief trainings take the time of a whole one. */
  private static final int BRIEF_MEMBERS = 4;

  /** Share of the training in which the weights of rows without a target rise. */
  private static final double RISE = 0.2;

  /** Checks what concerns more than one group. */
  public FitConfig {
    if (data.target().isEmpty()) {
      requireUnset("family", head.family());
      requireUnset("link", head.link());
      requireUnset("dispersion", head.dispersion());
      requireUnset("components", head.components().stream().boxed().findFirst());
      requireUnset("bayes", Optional.of(head.bayes()).filter(b -> b != Bayes.NONE));
      requireUnset("classes", Optional.of(data.classes()).filter(c -> c));
      requireUnset("order", Optional.of(data.order()).filter(order -> !order.isEmpty()));
      requireUnset("density-weight-start", density.weightStart().stream().boxed().findFirst());
      boolean counts = density.weight() > 0;
      Require.that(counts, "density-weight", "be positive without a target", 0);
    }
    Require.that(
        density.contamination() == 0 || data.target().isEmpty(),
        "contamination",
        "be 0 with a target",
        density.contamination());
    for (String named : head.families().keySet()) {
      Require.that(
          data.targets().contains(named),
          "family",
          "name targets of the fit (%s)".formatted(String.join(", ", data.targets())),
          named);
    }
    frequencies.ifPresent(count -> Require.atLeast("frequencies", count, 0));
    pieces.ifPresent(
        count ->
            Require.that(
                count == 0
                    || (count >= HingePlacement.LEAST_PIECES && count <= HingePlacement.MOST),
                "pieces",
                "be 0 or from %d to %d".formatted(HingePlacement.LEAST_PIECES, HingePlacement.MOST),
                count));
    Require.that(
        images.memory() == ImageSettings.Memory.STANDARD
            || flow.norm() != FlowConfig.Norm.BATCHNORM,
        "memory",
        "be standard with batch norm, which training does not invert",
        "reversible");
  }

  private static void requireUnset(String what, Optional<?> value) {
    value.ifPresent(
        set -> {
          String text = set.toString().toLowerCase(Locale.ROOT);
          Require.that(false, what, "not be set without a target", text);
        });
  }

  /**
   * {@return the defaults of a fit to predict this column}
   *
   * @param target column to predict
   */
  public static FitConfig of(String target) {
    Require.given("target", target);
    return of(DataSettings.of(Optional.of(target)), DensitySettings.beside());
  }

  /**
   * {@return the defaults of a fit to predict several columns by one flow with a head for each}
   *
   * @param first the first target
   * @param more the other targets
   */
  public static FitConfig ofTargets(String first, String... more) {
    return of(first).data(d -> d.moreTargets(more));
  }

  /** {@return the defaults of a fit of p(x) alone: the model has no head and answers nothing} */
  public static FitConfig ofDensity() {
    return of(DataSettings.of(Optional.empty()), DensitySettings.alone());
  }

  /**
   * {@return the defaults for images of a shape: a Glow of two levels, if the sides halve so often,
   * with highway networks}
   *
   * @param target column of the labels
   * @param shape of the images
   */
  public static FitConfig ofImages(String target, ImageShape shape) {
    return of(target).forImages(shape);
  }

  private static FitConfig of(DataSettings data, DensitySettings density) {
    return new FitConfig(
        data,
        FlowConfig.ofRows(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        HeadSettings.DEFAULTS,
        density,
        OptimiserSettings.DEFAULTS,
        UnlabelledSettings.DEFAULTS,
        ImageSettings.DEFAULTS,
        RejectionSettings.DEFAULTS,
        RunSettings.defaults());
  }

  /**
   * {@return the same with what suits images of a shape; what is set after counts}
   *
   * @param shape of the images
   */
  public FitConfig forImages(ImageShape shape) {
    FitConfig suited =
        Changed.of(this, "flow", FlowConfig.ofImages(shape))
            .optimiser(OptimiserSettings::forImages)
            .unlabelled(UnlabelledSettings::forImages)
            .images(ImageSettings::forImages);
    boolean alone = data.target().isEmpty();
    return suited.density(d -> alone ? d.asAlone() : d.forImages(shape.channels()));
  }

  /** Returns the same for p(x) alone, without what concerns a target. */
  FitConfig withoutTarget() {
    return new FitConfig(
        data.withoutTarget(),
        flow,
        frequencies,
        OptionalInt.empty(),
        HeadSettings.DEFAULTS,
        density.asAlone(),
        optimiser,
        unlabelled,
        images.withoutTarget(),
        rejection.withoutTarget(),
        run);
  }

  /**
   * Returns the same as it is for one of several targets: the others are among the further ones. A
   * target with a family of classes is a class.
   */
  FitConfig of(int target) {
    String name = data.targets().get(target);
    HeadSettings own = head.of(name);
    List<String> others = new ArrayList<>(data.targets());
    others.remove(target);
    boolean several = !others.isEmpty();
    boolean classes = own.family().filter(f -> several && f.definition().classes()).isPresent();
    DataSettings columns =
        Changed.of(
            data,
            Map.of("target", name, "moreTargets", others, "classes", data.classes() || classes));
    return Changed.of(this, Map.of("data", columns, "head", own));
  }

  /**
   * {@return the same with other rows and columns}
   *
   * @param change from the present settings to the new ones
   */
  public FitConfig data(UnaryOperator<DataSettings> change) {
    return Changed.of(this, "data", change.apply(data));
  }

  /**
   * {@return the same with another flow, and its frequencies}
   *
   * @param flow shape of the network
   */
  public FitConfig flow(FlowConfig flow) {
    return Changed.of(this, "flow", flow).frequencies(flow.frequencies());
  }

  /**
   * {@return the same with another flow; the rows still decide on frequencies that stay as is}
   *
   * @param change from the present flow to the new one
   */
  public FitConfig flow(UnaryOperator<FlowConfig> change) {
    FlowConfig changed = change.apply(flow);
    return changed.frequencies() == flow.frequencies()
        ? Changed.of(this, "flow", changed)
        : flow(changed);
  }

  /**
   * {@return the same with so many frequencies, however many rows train}
   *
   * @param frequencies learned sine and cosine features of each input of a network; 0 for none
   */
  public FitConfig frequencies(int frequencies) {
    return Changed.of(this, "frequencies", frequencies);
  }

  /**
   * {@return the same with piecewise-linear features of so many pieces, 0 for none}
   *
   * @param pieces of each column
   */
  public FitConfig pieces(int pieces) {
    return Changed.of(this, "pieces", pieces);
  }

  /**
   * {@return the same with another head}
   *
   * @param change from the present settings to the new ones
   */
  public FitConfig head(UnaryOperator<HeadSettings> change) {
    return Changed.of(this, "head", change.apply(head));
  }

  /**
   * {@return the same with another density, or another weight of it}
   *
   * @param change from the present settings to the new ones
   */
  public FitConfig density(UnaryOperator<DensitySettings> change) {
    return Changed.of(this, "density", change.apply(density));
  }

  /**
   * {@return the same with another way to learn}
   *
   * @param change from the present settings to the new ones
   */
  public FitConfig optimiser(UnaryOperator<OptimiserSettings> change) {
    return Changed.of(this, "optimiser", change.apply(optimiser));
  }

  /**
   * {@return the same with another use of rows without a target}
   *
   * @param change from the present settings to the new ones
   */
  public FitConfig unlabelled(UnaryOperator<UnlabelledSettings> change) {
    return Changed.of(this, "unlabelled", change.apply(unlabelled));
  }

  /**
   * {@return the same with another way to learn images}
   *
   * @param change from the present settings to the new ones
   */
  public FitConfig images(UnaryOperator<ImageSettings> change) {
    return Changed.of(this, "images", change.apply(images));
  }

  /**
   * {@return the same with another rule of rejection}
   *
   * @param change from the present settings to the new ones
   */
  public FitConfig rejection(UnaryOperator<RejectionSettings> change) {
    return Changed.of(this, "rejection", change.apply(rejection));
  }

  /**
   * {@return the same with another place, time or seed}
   *
   * @param change from the present settings to the new ones
   */
  public FitConfig run(UnaryOperator<RunSettings> change) {
    return Changed.of(this, "run", change.apply(run));
  }

  /** Returns lambda for rows of D dimensions at the end of training. */
  double lambda(int dimension) {
    return density.lambda(dimension, 1);
  }

  /** Returns what training maximises at this share of the way. */
  Objective objective(int dimension, double progress) {
    boolean used = unlabelled.use() == UnlabelledSettings.Use.USE;
    double risen = used ? Math.min(1, progress / RISE) : 0;
    return new Objective(
        density.lambda(dimension, progress),
        risen * unlabelled.entropyWeight(),
        risen * unlabelled.consistencyWeight(),
        unlabelled.consistencyRadius() * Math.sqrt(dimension),
        used ? unlabelled.propagationWeight() : 0);
  }

  /**
   * Returns whether a brief training is tried first: of so few rows, whose log p(x) is of cells,
   * with all left to the defaults that a longer one would need.
   */
  boolean brief(int rows, boolean cells) {
    return cells
        && rows < MOST_BRIEF
        && data.target().isPresent()
        && optimiser.epochs().isEmpty()
        && head.bayes() == Bayes.NONE;
  }

  /** Returns how many networks to train, which is a bound where the user has not set it. */
  int members(int rows, boolean cells) {
    return optimiser.members().orElse(brief(rows, cells) ? BRIEF_MEMBERS : 1);
  }

  /**
   * Whether networks may have features beside the row: these would make a posterior wide, and a
   * flow's log p(x) one of more than the row.
   */
  boolean mayBend(boolean ofImages) {
    return cells(ofImages) && data.target().isPresent() && head.bayes() == Bayes.NONE;
  }

  /** Returns the deviation of the noise on so many encoded rows of this width. */
  double noise(long rows, int dimension, boolean ofImages) {
    boolean alone = data.target().isEmpty() && !ofImages;
    double usual = alone ? SMOOTHING * Math.pow((double) rows, -1.0 / (dimension + 4)) : 0;
    return optimiser.noise().orElse(usual);
  }

  /** Returns how images are computed. */
  ImageEngine.Settings engine() {
    boolean reversible = images.memory() == ImageSettings.Memory.REVERSIBLE;
    return new ImageEngine.Settings(images.precision(), reversible);
  }

  /** Requires that only networks of images are to compute in less than the rows. */
  void requirePrecision(boolean ofImages) {
    if (!ofImages && images.precision().filter(p -> p == Precision.BFLOAT16).isPresent()) {
      throw new IllegalArgumentException(
          "precision must be float32 for rows that are not images, got bfloat16");
    }
  }

  /** Returns whether the density is of cells. */
  boolean cells(boolean ofImages) {
    return density.kind() == DensitySettings.Kind.CELLS && !ofImages;
  }

  /**
   * Returns the flow for so many rows of D dimensions, p_z widened if that is how lambda works;
   * none where nothing is asked of its features.
   *
   * @param hinges features beside the row, which make periodic ones superfluous
   */
  FlowConfig modelledFlow(long rows, int dimension, boolean ofImages, int hinges) {
    if (data.target().isEmpty() && cells(ofImages)) {
      return flow.identity();
    }
    boolean few = !ofImages && TrainingData.few(rows);
    boolean bends = few || hinges > 0;
    FlowConfig suited =
        flow.frequencies(frequencies.orElse(bends ? 0 : flow.frequencies())).hinges(hinges);
    return density.scaleLatent() ? suited.latentVariance(dimension / density.weight()) : suited;
  }
}

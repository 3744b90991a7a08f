package io.diglm.train;

import io.diglm.config.DataSettings;
import io.diglm.config.DensitySettings;
import io.diglm.config.HeadSettings;
import io.diglm.config.ImageSettings;
import io.diglm.config.OptimiserSettings;
import io.diglm.config.RejectionSettings;
import io.diglm.config.RunSettings;
import io.diglm.config.UnlabelledSettings;
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
      requireUnset("density-weight-last", density.weightLast().stream().boxed().findFirst());
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

  /** Returns whether the density is of cells. */
  boolean cells(boolean ofImages) {
    return density.kind() == DensitySettings.Kind.CELLS && !ofImages;
  }
}

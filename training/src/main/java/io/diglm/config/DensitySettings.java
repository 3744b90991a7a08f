package io.diglm.config;

import io.diglm.json.Named;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.util.OptionalDouble;

/**
 * What log p(x) is and how much it counts.
 *
 * @param kind what log p(x) of a table is; that of images is the flow's
 * @param weight w: lambda = w / D in J = log p(y|x) + lambda log p(x) (equation 7); without a
 *     target the scale of the loss
 * @param weightStart where w starts, to fall geometrically to the weight over the first four fifths
 *     of the training: a density takes longer to learn than classes do, and with a small w it is
 *     hardly learned; none keeps w
 * @param weightLast w of the last of several members, throughout its training; none gives it that
 *     of the others. p(x) of an ensemble is the mean over its members, so a single member with a
 *     large w gives the ensemble its log p(x), but for log K nats
 * @param scaleLatent whether lambda scales the variance of p_z by 1 / lambda instead, so that only
 *     the Jacobian term is weighted (section 3)
 * @param contamination share of the rows that may be anomalies: the least probable rows, as many as
 *     this, are left out and p(x) is learned again; only without a target
 */
public record DensitySettings(
    @Setting(
            value = "NAME",
            help =
                "The model of log p(x) of a table. cells: each cell given the cells before it. "
                    + "flow: the flow, as in the paper. Default: {default}.")
        @Named("density")
        Kind kind,
    @Setting(
            value = "W",
            help =
                "Weight of p(x) relative to p(y|x): lambda = W / dimensions; 0 for a purely "
                    + "discriminative model. Default: {default}; 1 with --no-target.")
        @Named("density_weight")
        double weight,
    @Setting(
            value = "W",
            help =
                "Initial weight of p(x), which falls geometrically to --density-weight. Default: "
                    + "none; 1 for images, unless --density-weight is given.",
            ofTarget = true)
        @Named("density_weight_start")
        OptionalDouble weightStart,
    @Setting(
            value = "W",
            help =
                "Weight of p(x) of the last member of an ensemble (--members) of images or with "
                    + "--density flow: one member that learns p(x) well gives the ensemble a good "
                    + "p(x). Default: that of the others.",
            ofTarget = true)
        @Named("density_weight_last")
        OptionalDouble weightLast,
    @Setting(help = "Scale the variance of p(z) by 1 / lambda instead of weighting log p(x).")
        boolean scaleLatent,
    @Setting(
            value = "SHARE",
            help =
                "With --no-target: the share of the rows that may be anomalies. The least probable "
                    + "rows, as many as this, are left out, and p(x) is learned again. Default: {default}.")
        double contamination) {

  /** The weight w with a target, and without one. */
  private static final double BESIDE = 0.1;

  private static final double ALONE = 1;

  /** With more anomalies than this they would be the ordinary rows. */
  private static final double MOST_CONTAMINATION = 0.5;

  /** Share of the training in which w falls. */
  private static final double FALL = 0.8;

  /** What models the density of a table's rows. */
  public enum Kind {
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

  /** Checks ranges. */
  public DensitySettings {
    Require.given("density", kind);
    Require.atLeast("density-weight", weight, 0);
    if (weightStart.isPresent()) {
      double start = weightStart.getAsDouble();
      Require.atLeast("density-weight-start", start, 0);
      Require.that(
          start > 0 && weight > 0 && !scaleLatent,
          "density-weight-start",
          "fall between positive weights of log p(x)",
          start);
    }
    if (weightLast.isPresent()) {
      double last = weightLast.getAsDouble();
      Require.atLeast("density-weight-last", last, 0);
      Require.that(
          !scaleLatent, "density-weight-last", "be unset where lambda scales the variance", last);
    }
    Require.that(
        !scaleLatent || weight > 0,
        "density-weight",
        "be positive to scale the latent variance",
        weight);
    Require.that(
        contamination >= 0 && contamination < MOST_CONTAMINATION,
        "contamination",
        "be at least 0 and less than " + MOST_CONTAMINATION,
        contamination);
    Require.that(
        contamination == 0 || kind == Kind.CELLS,
        "contamination",
        "be 0 with the density of a flow",
        contamination);
  }

  /** {@return the defaults beside a target} */
  public static DensitySettings beside() {
    return new DensitySettings(
        Kind.CELLS,
        BESIDE,
        /* weightStart= */ OptionalDouble.empty(),
        /* weightLast= */ OptionalDouble.empty(),
        /* scaleLatent= */ false,
        /* contamination= */ 0);
  }

  /** {@return the defaults without a target} */
  public static DensitySettings alone() {
    return beside().asAlone();
  }

  /** {@return the same for p(x) alone} */
  public DensitySettings asAlone() {
    return Changed.of(weightThroughout(), "weightLast", OptionalDouble.empty()).weight(ALONE);
  }

  /** {@return the same for the last of several members} */
  public DensitySettings asLast() {
    return weightLast.isPresent() ? weightThroughout().weight(weightLast.getAsDouble()) : this;
  }

  /** {@return the same where the weight does not fall} */
  public DensitySettings weightThroughout() {
    return Changed.of(this, "weightStart", OptionalDouble.empty());
  }

  /**
   * {@return what suits images of so many channels, beside a target}
   *
   * @param channels of a pixel
   */
  public DensitySettings forImages(int channels) {
    // Of colours a density takes longer to learn than of drawings.
    double suited = channels == 1 ? BESIDE : 10 * BESIDE;
    return weight(suited).weightStart(10 * suited);
  }

  /**
   * {@return lambda for rows of D dimensions at this share of the training}
   *
   * @param dimension D
   * @param progress share of the steps that are done, in 0 to 1
   */
  public double lambda(int dimension, double progress) {
    if (scaleLatent) {
      return 1;
    }
    double start = weightStart.orElse(weight);
    double way = Math.min(1, progress / FALL);
    double now = way == 1 ? weight : start * Math.pow(weight / start, way);
    return (weightStart.isPresent() ? now : weight) / dimension;
  }

  /**
   * {@return a copy with this {@code kind}}
   *
   * @param kind what log p(x) of a table is
   */
  public DensitySettings kind(Kind kind) {
    return Changed.of(this, "kind", kind);
  }

  /**
   * {@return a copy with this {@code weight}}
   *
   * @param weight w, where lambda = w / D in J = log p(y|x) + lambda log p(x) (equation 7)
   */
  public DensitySettings weight(double weight) {
    return Changed.of(this, "weight", weight);
  }

  /**
   * {@return a copy with this {@code weightStart}}
   *
   * @param weightStart w at the start; it falls geometrically to the weight over the first four
   *     fifths of training
   */
  public DensitySettings weightStart(double weightStart) {
    return Changed.of(this, "weightStart", weightStart);
  }

  /**
   * {@return a copy with this {@code weightLast}}
   *
   * @param weightLast w of the last of several members
   */
  public DensitySettings weightLast(double weightLast) {
    return Changed.of(this, "weightLast", weightLast);
  }

  /**
   * {@return a copy with this {@code scaleLatent}}
   *
   * @param scaleLatent whether lambda scales the variance of p_z by 1 / lambda instead, so that
   *     only the Jacobian term is weighted (section 3)
   */
  public DensitySettings scaleLatent(boolean scaleLatent) {
    return Changed.of(this, "scaleLatent", scaleLatent);
  }

  /**
   * {@return a copy with this {@code contamination}}
   *
   * @param contamination share of the rows that may be anomalies, in [0, 0.5)
   */
  public DensitySettings contamination(double contamination) {
    return Changed.of(this, "contamination", contamination);
  }
}

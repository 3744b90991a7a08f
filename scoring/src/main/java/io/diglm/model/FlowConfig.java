package io.diglm.model;

import io.diglm.schema.ImageShape;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.util.Optional;

/**
 * The settings of a flow: its kind, and the networks inside its couplings.
 *
 * @param architecture the named builder
 * @param layers couplings (or planar maps) in the chain, blocks of a Glow on images; 0 for z = x
 * @param hidden width of the coupling networks
 * @param depth hidden layers of the coupling networks
 * @param network plain or highway layers
 * @param activation non-linearity between layers
 * @param norm normalising bijection between couplings
 * @param frequencies learned sine and cosine features of each input of a coupling network
 *     (Gorishniy et al. 2022, "On embeddings for numerical features"); 0 for none
 * @param frequencyScale standard deviation of the initial frequencies
 * @param logScaleBound c of the soft bound s = c tanh(raw / c) on log-scales
 * @param bins bins of a spline coupling
 * @param levels for images, how often 2 x 2 pixels are squeezed into one with four times the
 *     channels; after each squeeze but the last, half the channels are final (Dinh et al. 2017); 0
 *     for rows
 * @param couplings couplings after each 1 x 1 convolution of a Glow on images (section 6.3)
 * @param latentVariance variance of p_z; with 1 / lambda, only the Jacobian is weighted (Nalisnick
 *     et al. 2019, section 3)
 * @param hinges number K of piecewise-linear features of a row, which the flow maps beside it; none
 *     for a flow of the row alone
 */
public record FlowConfig(
    @Setting(
            value = "NAME",
            help = "Kind of flow: realnvp, glow, planar or spline. Default: {default}.",
            option = "flow")
        Architecture architecture,
    @Setting(value = "N", help = "Number of couplings or planar maps. Default: {default}.")
        int layers,
    @Setting(value = "N", help = "Width of the networks in the couplings. Default: {default}.")
        int hidden,
    @Setting(value = "N", help = "Number of hidden layers of these networks. Default: {default}.")
        int depth,
    @Setting(value = "NAME", help = "Kind of these networks: mlp or highway. Default: {default}.")
        Network network,
    @Setting(value = "NAME", help = "Activation: relu, silu, gelu or tanh. Default: {default}.")
        Activation activation,
    @Setting(
            value = "NAME",
            help =
                "Normalisation between couplings: none, actnorm or batchnorm. Default: {default}.")
        Norm norm,
    int frequencies,
    @Setting(
            value = "S",
            help = "Standard deviation of the initial frequencies. Default: {default}.")
        double frequencyScale,
    @Setting(value = "C", help = "Soft bound on the log-scales of a coupling. Default: {default}.")
        double logScaleBound,
    @Setting(value = "N", help = "Number of bins of a spline. Default: {default}.") int bins,
    @Setting(
            value = "N",
            help =
                "For images: how often 2 x 2 pixels are squeezed into one with four times the "
                    + "channels. Default: 2, if the sides can be halved so often.")
        int levels,
    @Setting(
            value = "N",
            help =
                "For images: number of couplings after each 1 x 1 convolution of a Glow. Default: "
                    + "2.")
        int couplings,
    double latentVariance,
    Optional<Integer> hinges) {
  /** Checks the range of every component. */
  public FlowConfig {
    Require.given("flow", architecture);
    Require.given("network", network);
    Require.given("activation", activation);
    Require.given("norm", norm);
    Require.atLeast("layers", layers, 0);
    Require.atLeast("hidden", hidden, 1);
    Require.atLeast("depth", depth, 0);
    Require.atLeast("frequencies", frequencies, 0);
    Require.atLeast("bins", bins, architecture == Architecture.SPLINE ? 2 : 0);
    Require.atLeast("levels", levels, 0);
    Require.atLeast("couplings", couplings, 1);
    if (frequencies != 0 || frequencyScale != 0) {
      Require.positive("frequency-scale", frequencyScale);
    }
    Require.positive("log-scale-bound", logScaleBound);
    Require.positive("latent-variance", latentVariance);
    hinges.ifPresent(count -> Require.atLeast("hinges", count, 1));
  }

  /**
   * {@return how many weights its networks have at least: the products of hidden layers, and of
   * rows those from and to the columns}
   *
   * @param dimension D of rows, 0 of images
   */
  public double leastWeights(int dimension) {
    double networks = architecture == Architecture.PLANAR ? 0 : layers;
    double inner = Math.max(0, depth - 1.0) * hidden * hidden;
    return networks * (inner + (depth == 0 ? 0 : (double) dimension * hidden));
  }

  /**
   * {@return the default flow of rows: couplings with learned periodic features of their inputs}
   */
  public static FlowConfig ofRows() {
    return new FlowConfig(
        Architecture.REALNVP,
        /* layers= */ 8,
        /* hidden= */ 128,
        /* depth= */ 2,
        Network.MLP,
        Activation.RELU,
        Norm.NONE,
        /* frequencies= */ 16,
        /* frequencyScale= */ 1.0,
        /* logScaleBound= */ 2.0,
        /* bins= */ 8,
        /* levels= */ 0,
        /* couplings= */ 1,
        /* latentVariance= */ 1.0,
        /* hinges= */ Optional.empty());
  }

  /**
   * {@return the default flow for images of a shape: a Glow with highway networks and two levels,
   * if the sides can be halved so often}
   *
   * @param shape of the images
   */
  public static FlowConfig ofImages(ImageShape shape) {
    return ofRows()
        .architecture(Architecture.GLOW)
        .layers(6)
        .hidden(32)
        .depth(3)
        .network(Network.HIGHWAY)
        .norm(Norm.ACTNORM)
        .forImages(Math.min(2, shape.levels()), 2);
  }

  /**
   * {@return the same flow for images: without frequencies, with these levels and couplings}
   *
   * @param levels how often 2 x 2 pixels are squeezed into one
   * @param couplings after each 1 x 1 convolution
   */
  public FlowConfig forImages(int levels, int couplings) {
    return frequencies(0).levels(levels).couplings(couplings);
  }

  /** {@return the map z = x} */
  public FlowConfig identity() {
    return layers(0).latentVariance(1).hinges(0);
  }

  /**
   * {@return a copy with this {@code architecture}}
   *
   * @param architecture kind of flow
   */
  public FlowConfig architecture(Architecture architecture) {
    return Changed.of(this, "architecture", architecture);
  }

  /**
   * {@return a copy with this {@code layers}}
   *
   * @param layers number of couplings or planar maps
   */
  public FlowConfig layers(int layers) {
    return Changed.of(this, "layers", layers);
  }

  /**
   * {@return a copy with this {@code hidden}}
   *
   * @param hidden width of the networks in the couplings
   */
  public FlowConfig hidden(int hidden) {
    return Changed.of(this, "hidden", hidden);
  }

  /**
   * {@return a copy with this {@code depth}}
   *
   * @param depth number of hidden layers of these networks
   */
  public FlowConfig depth(int depth) {
    return Changed.of(this, "depth", depth);
  }

  /**
   * {@return a copy with this {@code network}}
   *
   * @param network kind of these networks
   */
  public FlowConfig network(Network network) {
    return Changed.of(this, "network", network);
  }

  /**
   * {@return a copy with this {@code activation}}
   *
   * @param activation of their hidden units
   */
  public FlowConfig activation(Activation activation) {
    return Changed.of(this, "activation", activation);
  }

  /**
   * {@return a copy with this {@code norm}}
   *
   * @param norm normalisation between couplings
   */
  public FlowConfig norm(Norm norm) {
    return Changed.of(this, "norm", norm);
  }

  /**
   * {@return a copy with this {@code frequencies}}
   *
   * @param frequencies learned sine and cosine features of each input of a network; 0 for none
   */
  public FlowConfig frequencies(int frequencies) {
    return Changed.of(this, "frequencies", frequencies);
  }

  /**
   * {@return a copy with this {@code frequencyScale}}
   *
   * @param frequencyScale standard deviation of the initial frequencies
   */
  public FlowConfig frequencyScale(double frequencyScale) {
    return Changed.of(this, "frequencyScale", frequencyScale);
  }

  /**
   * {@return a copy with this {@code logScaleBound}}
   *
   * @param logScaleBound soft bound on the log-scales of a coupling
   */
  public FlowConfig logScaleBound(double logScaleBound) {
    return Changed.of(this, "logScaleBound", logScaleBound);
  }

  /**
   * {@return a copy with this {@code bins}}
   *
   * @param bins number of bins of a spline
   */
  public FlowConfig bins(int bins) {
    return Changed.of(this, "bins", bins);
  }

  /**
   * {@return a copy with this {@code levels}}
   *
   * @param levels for images: how often 2 x 2 pixels are squeezed into one
   */
  public FlowConfig levels(int levels) {
    return Changed.of(this, "levels", levels);
  }

  /**
   * {@return a copy with this {@code couplings}}
   *
   * @param couplings for images: number of couplings after each 1 x 1 convolution
   */
  public FlowConfig couplings(int couplings) {
    return Changed.of(this, "couplings", couplings);
  }

  /**
   * {@return a copy with so many hinges, 0 for none}
   *
   * @param count of piecewise-linear features beside the row
   */
  public FlowConfig hinges(int count) {
    return Changed.of(this, "hinges", Optional.of(count).filter(k -> k > 0));
  }

  /**
   * {@return the width of z: that of rows, and the hinges}
   *
   * @param dimension D, the width of an encoded row
   */
  public int width(int dimension) {
    return dimension + hinges.orElse(0);
  }

  /**
   * {@return a copy with this {@code latentVariance}}
   *
   * @param latentVariance variance of each dimension of p(z)
   */
  public FlowConfig latentVariance(double latentVariance) {
    return Changed.of(this, "latentVariance", latentVariance);
  }

  /** Kinds of flow. */
  public enum Architecture {
    /** Affine couplings and permutations (Dinh et al. 2017). */
    REALNVP,
    /** Affine couplings and invertible linear maps in LU form (Kingma and Dhariwal 2018). */
    GLOW,
    /** Planar maps (Rezende and Mohamed 2015). */
    PLANAR,
    /** Rational-quadratic spline couplings (Durkan et al. 2019). */
    SPLINE
  }

  /** Kinds of coupling network. */
  public enum Network {
    /** Layers one after another. */
    MLP,
    /** Layers that carry a learned part of their input on (Srivastava et al. 2015). */
    HIGHWAY
  }

  /** Non-linearities. */
  public enum Activation {
    /** max(x, 0). */
    RELU,
    /** x sigmoid(x). */
    SILU,
    /** x Phi(x). */
    GELU,
    /** The hyperbolic tangent. */
    TANH
  }

  /** Normalising bijections. */
  public enum Norm {
    /** No normalisation. */
    NONE,
    /** A learned scale and shift per dimension (Kingma and Dhariwal 2018). */
    ACTNORM,
    /** Mean and variance of the batch; running statistics after training (Dinh et al. 2017). */
    BATCHNORM
  }
}

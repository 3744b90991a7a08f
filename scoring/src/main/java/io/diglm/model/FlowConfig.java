package io.diglm.model;

import io.diglm.schema.ImageShape;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;

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
 */
public record FlowConfig(
    Architecture architecture,
    int layers,
    int hidden,
    int depth,
    Network network,
    Activation activation,
    Norm norm,
    int frequencies,
    double frequencyScale,
    double logScaleBound,
    int bins,
    int levels,
    int couplings,
    double latentVariance) {
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
  }

  /** Returns the default flow of rows: couplings with learned periodic features of their inputs. */
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
        /* latentVariance= */ 1.0);
  }

  /**
   * Returns the default flow for images of a shape: a Glow with highway networks and two levels, if
   * the sides can be halved so often.
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

  /** Returns the same flow for images: without frequencies, with these levels and couplings. */
  public FlowConfig forImages(int levels, int couplings) {
    return frequencies(0).levels(levels).couplings(couplings);
  }

  /** Returns the map z = x. */
  public FlowConfig identity() {
    return layers(0).latentVariance(1);
  }

  /** Returns the same with another architecture. */
  public FlowConfig architecture(Architecture architecture) {
    return Changed.of(this, "architecture", architecture);
  }

  /** Returns the same flow with another number of layers. */
  public FlowConfig layers(int layers) {
    return Changed.of(this, "layers", layers);
  }

  /** Returns the same flow with another width of the networks. */
  public FlowConfig hidden(int hidden) {
    return Changed.of(this, "hidden", hidden);
  }

  /** Returns the same flow with another number of hidden layers. */
  public FlowConfig depth(int depth) {
    return Changed.of(this, "depth", depth);
  }

  /** Returns the same flow with another kind of network. */
  public FlowConfig network(Network network) {
    return Changed.of(this, "network", network);
  }

  /** Returns the same flow with another activation. */
  public FlowConfig activation(Activation activation) {
    return Changed.of(this, "activation", activation);
  }

  /** Returns the same flow with another normalisation. */
  public FlowConfig norm(Norm norm) {
    return Changed.of(this, "norm", norm);
  }

  /** Returns the same flow with another number of frequencies. */
  public FlowConfig frequencies(int frequencies) {
    return Changed.of(this, "frequencies", frequencies);
  }

  /** Returns the same flow with another scale of the initial frequencies. */
  public FlowConfig frequencyScale(double frequencyScale) {
    return Changed.of(this, "frequencyScale", frequencyScale);
  }

  /** Returns the same flow with another bound on log-scales. */
  public FlowConfig logScaleBound(double logScaleBound) {
    return Changed.of(this, "logScaleBound", logScaleBound);
  }

  /** Returns the same flow with another number of bins. */
  public FlowConfig bins(int bins) {
    return Changed.of(this, "bins", bins);
  }

  /** Returns the same flow with another number of levels. */
  public FlowConfig levels(int levels) {
    return Changed.of(this, "levels", levels);
  }

  /** Returns the same flow with another number of couplings. */
  public FlowConfig couplings(int couplings) {
    return Changed.of(this, "couplings", couplings);
  }

  /** Returns the same flow with another variance of p_z. */
  public FlowConfig latentVariance(double latentVariance) {
    return Changed.of(this, "latentVariance", latentVariance);
  }

  /** Named builders. */
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
    MLP,
    /** Srivastava et al. 2015. */
    HIGHWAY
  }

  /** Non-linearities. */
  public enum Activation {
    RELU,
    SILU,
    GELU,
    TANH
  }

  /** Normalising bijections. */
  public enum Norm {
    NONE,
    ACTNORM,
    BATCHNORM
  }
}

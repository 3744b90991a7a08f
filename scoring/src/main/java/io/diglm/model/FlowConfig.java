package io.diglm.model;

/**
 * The flow: which builder, and the networks inside its couplings.
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
 * @param frequencyScale deviation of the initial frequencies
 * @param logScaleBound c of the soft bound s = c tanh(raw / c) on log-scales
 * @param bins bins of a spline coupling
 * @param levels of images: times that 2 x 2 pixels are squeezed into one of four times the
 *     channels, after each but the last of which half the channels are done (Dinh et al. 2017); 0
 *     for rows
 * @param couplings couplings after each 1 x 1 convolution of a Glow on images (section 6.3)
 * @param latentVariance variance of p_z; 1 / lambda there weights only the Jacobian (Nalisnick et
 *     al. 2019, section 3)
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
  /** Checks every component's range. */
  public FlowConfig {
    requireAtLeast("layers", layers, 0);
    requireAtLeast("hidden", hidden, 1);
    requireAtLeast("depth", depth, 0);
    requireAtLeast("frequencies", frequencies, 0);
    requireAtLeast("bins", bins, architecture == Architecture.SPLINE ? 2 : 0);
    requireAtLeast("levels", levels, 0);
    requireAtLeast("couplings", couplings, 1);
    requirePositive("frequency scale", frequencyScale, frequencies == 0);
    requirePositive("log-scale bound", logScaleBound, false);
    requirePositive("latent variance", latentVariance, false);
  }

  /** The flow of rows that are not images. */
  public FlowConfig(
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
      double latentVariance) {
    this(
        architecture,
        layers,
        hidden,
        depth,
        network,
        activation,
        norm,
        frequencies,
        frequencyScale,
        logScaleBound,
        bins,
        0,
        1,
        latentVariance);
  }

  /** Returns the same flow for images: without frequencies, with these levels and couplings. */
  public FlowConfig forImages(int levels, int couplings) {
    return new FlowConfig(
        architecture,
        layers,
        hidden,
        depth,
        network,
        activation,
        norm,
        0,
        frequencyScale,
        logScaleBound,
        bins,
        levels,
        couplings,
        latentVariance);
  }

  /** Returns the same flow with another variance of p_z. */
  public FlowConfig withLatentVariance(double variance) {
    return new FlowConfig(
        architecture,
        layers,
        hidden,
        depth,
        network,
        activation,
        norm,
        frequencies,
        frequencyScale,
        logScaleBound,
        bins,
        levels,
        couplings,
        variance);
  }

  /** Returns the map z = x. */
  public FlowConfig identity() {
    return new FlowConfig(
        architecture,
        0,
        hidden,
        depth,
        network,
        activation,
        norm,
        frequencies,
        frequencyScale,
        logScaleBound,
        bins,
        levels,
        couplings,
        1);
  }

  /** Returns the same flow with so many periodic features an input. */
  public FlowConfig withFrequencies(int count) {
    return new FlowConfig(
        architecture,
        layers,
        hidden,
        depth,
        network,
        activation,
        norm,
        count,
        frequencyScale,
        logScaleBound,
        bins,
        levels,
        couplings,
        latentVariance);
  }

  /** Returns the same flow with coupling networks of another width. */
  public FlowConfig withHidden(int width) {
    return new FlowConfig(
        architecture,
        layers,
        width,
        depth,
        network,
        activation,
        norm,
        frequencies,
        frequencyScale,
        logScaleBound,
        bins,
        levels,
        couplings,
        latentVariance);
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

  private static void requireAtLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
    }
  }

  private static void requirePositive(String what, double value, boolean orZero) {
    if (!(value > 0 || (orZero && value == 0)) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
    }
  }
}

package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.torch.ParameterStore;
import java.util.ArrayList;
import java.util.List;

/** The named builders of flows. */
public final class Flows {
  private Flows() {}

  /**
   * Builds a flow over the tensors of a store, named {@code flow.<layer>...}; those that the store
   * lacks are initialised from its seed.
   *
   * @param dimension D, at least 1
   * @throws IllegalArgumentException if D or the number of layers is not positive
   */
  public static Flow build(FlowConfig config, int dimension, ParameterStore store) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be at least 1, got " + dimension);
    }
    if (config.layers() < 1) {
      throw new IllegalArgumentException("layers must be at least 1, got " + config.layers());
    }
    return new Flow(new Chain(parts(config, dimension, store)))
        .withBaseVariance(config.latentVariance());
  }

  private static List<Bijection> parts(FlowConfig config, int dimension, ParameterStore store) {
    return switch (config.architecture()) {
      case REALNVP -> couplings(config, dimension, store);
      case GLOW, PLANAR, SPLINE -> throw new IllegalArgumentException("not yet");
    };
  }

  /** Couplings over halves, then over even and odd columns, each way round. */
  private static List<Bijection> couplings(FlowConfig config, int dimension, ParameterStore store) {
    Permutation toParity = Permutation.evenThenOdd(dimension);
    Bijection fromParity = new Inverted(toParity);
    List<Bijection> parts = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      boolean parity = i % 4 >= 2 && !toParity.isIdentity();
      if (parity && i % 4 == 2) {
        parts.add(toParity);
      }
      int at = parity ? (dimension + 1) / 2 : dimension / 2;
      parts.add(coupling(config, new Split(dimension, at, i % 2 == 1), store, "flow." + i));
      if (parity && (i % 4 == 3 || i == config.layers() - 1)) {
        parts.add(fromParity);
      }
    }
    return parts;
  }

  private static Bijection coupling(
      FlowConfig config, Split split, ParameterStore store, String name) {
    Network network =
        Network.build(config, split.staying(), 2 * split.moving(), store, name + ".net");
    return new AffineCoupling(split, network, config.logScaleBound());
  }
}

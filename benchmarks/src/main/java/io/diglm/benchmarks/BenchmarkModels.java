package io.diglm.benchmarks;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Network;
import io.diglm.model.FlowConfig.Norm;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The flows that are timed, by the names that the scripts use. */
final class BenchmarkModels {
  private static final List<String> NAMES =
      List.of(
          "plain",
          "default",
          "spline",
          "glow",
          "planar",
          "actnorm",
          "batchnorm",
          "highway",
          "silu",
          "gelu",
          "tanh");

  private BenchmarkModels() {}

  /**
   * Returns {@code plain}, RealNVP with networks 4-128-128-8, {@code default}, the same with the
   * learned frequencies that a fit has by default, or the default but for the architecture, norm,
   * network or activation that is named.
   */
  static FlowConfig flow(String name) {
    return flow(name, FlowConfig.ofRows().layers());
  }

  /** Returns the same with another number of layers. */
  static FlowConfig flow(String name, int layers) {
    FlowConfig usual = FlowConfig.ofRows();
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "flow must be one of " + String.join(", ", NAMES) + ", got " + name);
    }
    return usual
        .layers(layers)
        .architecture(named(Architecture.class, name, usual.architecture()))
        .network(named(Network.class, name, usual.network()))
        .activation(named(Activation.class, name, usual.activation()))
        .norm(named(Norm.class, name, usual.norm()))
        .frequencies(name.equals("plain") ? 0 : usual.frequencies());
  }

  /** Returns the constant of this name, if there is one. */
  private static <E extends Enum<E>> E named(Class<E> type, String name, E usual) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElse(usual);
  }
}

package io.diglm.benchmarks;

import io.diglm.model.FlowConfig;

/** The flows that are timed, by the names that the scripts use. */
final class BenchmarkModels {
  private BenchmarkModels() {}

  /**
   * Returns {@code plain}, RealNVP with networks 4-128-128-8, or {@code default}, the same with the
   * learned frequencies that a fit has by default.
   */
  static FlowConfig flow(String name) {
    return flow(name, FlowConfig.ofRows().layers());
  }

  /** Returns the same with another number of layers. */
  static FlowConfig flow(String name, int layers) {
    FlowConfig usual = FlowConfig.ofRows();
    int frequencies =
        switch (name) {
          case "plain" -> 0;
          case "default" -> usual.frequencies();
          default ->
              throw new IllegalArgumentException("flow must be plain or default, got " + name);
        };
    return usual.layers(layers).frequencies(frequencies);
  }
}

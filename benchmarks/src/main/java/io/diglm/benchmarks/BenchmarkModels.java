package io.diglm.benchmarks;

import io.diglm.model.FlowConfig;
import io.diglm.train.FitConfigBuilder;

/** The flows that are timed, by the names that the scripts use. */
final class BenchmarkModels {
  private BenchmarkModels() {}

  /**
   * Returns {@code plain}, RealNVP with networks 4-128-128-8, or {@code default}, the same with the
   * learned frequencies that a fit has by default.
   */
  static FlowConfig flow(String name) {
    FlowConfig usual = FitConfigBuilder.defaultFlow();
    return switch (name) {
      case "plain" ->
          new FlowConfig(
              usual.architecture(),
              usual.layers(),
              usual.hidden(),
              usual.depth(),
              usual.network(),
              usual.activation(),
              usual.norm(),
              0,
              usual.frequencyScale(),
              usual.logScaleBound(),
              usual.bins(),
              usual.latentVariance());
      case "default" -> usual;
      default -> throw new IllegalArgumentException("flow must be plain or default, got " + name);
    };
  }
}

package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.network.RowFlow;
import io.diglm.torch.ParameterStore;
import java.util.List;

/** Builds the flow that a configuration names: of rows in the order of {@link RowFlow}. */
public final class Flows implements RowFlow.Maker<Bijection> {
  private final FlowConfig config;
  private final int dimension;
  private final ParameterStore store;

  private Flows(FlowConfig config, int dimension, ParameterStore store) {
    this.config = config;
    this.dimension = dimension;
    this.store = store;
  }

  /**
   * Builds the flow that the configuration names over the tensors of a store; those it lacks are
   * initialised from its seed.
   *
   * @param config which flow
   * @param dimension D, at least 1
   * @param store holds or makes the tensors
   * @return the flow
   */
  public static Flow build(FlowConfig config, int dimension, ParameterStore store) {
    return build(config, Event.row(dimension), store);
  }

  /**
   * Builds the flow, as {@link #build(FlowConfig, int, ParameterStore)} does, for rows or images.
   *
   * @param config which flow
   * @param event shape of a row or an image
   * @param store holds or makes the tensors
   * @return the flow
   * @throws IllegalArgumentException if the configuration does not suit the event
   */
  public static Flow build(FlowConfig config, Event event, ParameterStore store) {
    List<Bijection> steps =
        event
            .image()
            .map(shape -> ImageFlows.steps(config, event, shape, store))
            .orElseGet(() -> rows(config, event.dimension(), store));
    return new Flow(new Chain(steps), event.dimension(), config.latentVariance());
  }

  private static List<Bijection> rows(FlowConfig config, int dimension, ParameterStore store) {
    return RowFlow.steps(config, dimension, new Flows(config, dimension, store));
  }

  @Override
  public Bijection norm(String name) {
    return switch (config.norm()) {
      case NONE -> throw new IllegalStateException("a flow without norms must build none");
      case ACTNORM -> new ActNorm(store, name, dimension);
      case BATCHNORM -> new BatchNorm(store, name, dimension);
    };
  }

  @Override
  public Bijection permutation(int... order) {
    return new Permutation(order);
  }

  @Override
  public Bijection coupling(String name, int first, boolean flipped) {
    Split split = Split.of(dimension, first, flipped);
    return config.architecture() == FlowConfig.Architecture.SPLINE
        ? new SplineCoupling(store, name, split, config, RowFlow.TAIL)
        : new AffineCoupling(store, name, split, config);
  }

  @Override
  public Bijection linear(String name) {
    return new InvertibleLinear(store, name, dimension);
  }

  @Override
  public Bijection planar(String name) {
    return new Planar(store, name, dimension);
  }
}

package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.torch.ParameterStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** The named builders of flows. Tensors of layer i are named {@code flow.i...}. */
public final class Flows {
  /** Splines bend within 4 deviations of standardised columns. */
  private static final double TAIL = 4;

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
   * @param dimension D, at least 1
   */
  public static Flow build(FlowConfig config, int dimension, ParameterStore store) {
    return build(config, Event.row(dimension), store);
  }

  /**
   * As {@link #build(FlowConfig, int, ParameterStore)}, for rows or images.
   *
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
    if (config.levels() > 0) {
      throw new IllegalArgumentException(
          "levels must be 0 for rows that are not images, got " + config.levels());
    }
    Flows builder = new Flows(config, dimension, store);
    return switch (config.architecture()) {
      case REALNVP ->
          builder.alternating(
              (name, split) -> new AffineCoupling(store, name + ".coupling", split, config));
      case SPLINE ->
          builder.alternating(
              (name, split) -> new SplineCoupling(store, name + ".coupling", split, config, TAIL));
      case GLOW -> builder.glow();
      case PLANAR -> builder.planar();
    };
  }

  /**
   * Couplings with four splits in turn: the first half conditions the second, the reverse, the even
   * columns condition the odd, the reverse. The columns of z are in the order of x.
   */
  private List<Bijection> alternating(BiFunction<String, Split, Bijection> coupling) {
    Permutation evensFirst = new Permutation(evensFirst());
    List<Bijection> steps = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      norm(layer).ifPresent(steps::add);
      boolean even = layer / 2 % 2 == 1 && dimension > 2;
      if (even && layer % 2 == 0) {
        steps.add(evensFirst);
      }
      int first = even ? (dimension + 1) / 2 : dimension / 2;
      boolean flipped = layer % 2 == 1 && dimension > 1;
      steps.add(coupling.apply(name(layer), Split.of(dimension, first, flipped)));
      if (even && (layer % 2 == 1 || layer == config.layers() - 1)) {
        steps.add(evensFirst.reversed());
      }
    }
    return steps;
  }

  /** Steps of a norm, an invertible linear map and a coupling (Kingma and Dhariwal 2018). */
  private List<Bijection> glow() {
    List<Bijection> steps = new ArrayList<>();
    Split split = Split.of(dimension, dimension / 2, false);
    for (int layer = 0; layer < config.layers(); layer++) {
      norm(layer).ifPresent(steps::add);
      steps.add(new InvertibleLinear(store, name(layer) + ".linear", dimension));
      steps.add(new AffineCoupling(store, name(layer) + ".coupling", split, config));
    }
    return steps;
  }

  private List<Bijection> planar() {
    List<Bijection> steps = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      norm(layer).ifPresent(steps::add);
      steps.add(new Planar(store, name(layer) + ".planar", dimension));
    }
    return steps;
  }

  /** The norm before a layer; none before the first, whose columns are standardised. */
  private Optional<Bijection> norm(int layer) {
    if (layer == 0) {
      return Optional.empty();
    }
    return switch (config.norm()) {
      case NONE -> Optional.empty();
      case ACTNORM -> Optional.of(new ActNorm(store, name(layer) + ".norm", dimension));
      case BATCHNORM -> Optional.of(new BatchNorm(store, name(layer) + ".norm", dimension));
    };
  }

  private int[] evensFirst() {
    return IntStream.range(0, dimension)
        .boxed()
        .sorted(Comparator.comparing(i -> i % 2))
        .mapToInt(i -> i)
        .toArray();
  }

  private static String name(int layer) {
    return "flow." + layer;
  }
}

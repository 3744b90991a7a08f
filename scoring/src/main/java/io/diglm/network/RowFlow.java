package io.diglm.network;

import io.diglm.model.FlowConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order of the steps of a flow of rows, for all implementations. Tensors of layer i are named
 * {@code flow.i...}.
 */
public final class RowFlow {
  /** Splines are bent within 4 standard deviations of the standardised columns. */
  public static final double TAIL = 4;

  private RowFlow() {}

  /**
   * Makes the steps. Each step has its tensors under {@code name}.
   *
   * @param <S> a step
   */
  public interface Maker<S> {
    /**
     * Makes a normalisation, y = (x - mean) slope + shift, column by column.
     *
     * @param name of its tensors
     * @return the step
     */
    S norm(String name);

    /**
     * Makes a permutation, y_i = x_{order[i]}.
     *
     * @param order a permutation of 0 to D - 1
     * @return the step
     */
    S permutation(int... order);

    /**
     * Makes a coupling of the first columns and the rest, of which one part conditions the other.
     *
     * @param name of its tensors
     * @param first number of columns in the first part
     * @param flipped whether the rest condition the first columns, instead of the reverse
     * @return the step
     */
    S coupling(String name, int first, boolean flipped);

    /**
     * Makes an invertible linear map, y = P L U x.
     *
     * @param name of its tensors
     * @return the step
     */
    S linear(String name);

    /**
     * Makes a planar map, y = x + v tanh(w.x + b).
     *
     * @param name of its tensors
     * @return the step
     */
    S planar(String name);
  }

  /**
   * Makes the steps of a configuration in order.
   *
   * @param <S> what a step is
   * @param config which flow
   * @param dimension D, at least 1
   * @param maker makes each step
   * @return the steps, the first one next to the data
   * @throws IllegalArgumentException if the configuration is for images
   */
  public static <S> List<S> steps(FlowConfig config, int dimension, Maker<S> maker) {
    if (config.levels() > 0) {
      throw new IllegalArgumentException(
          "levels must be 0 for rows that are not images, got " + config.levels());
    }
    return switch (config.architecture()) {
      case REALNVP, SPLINE -> alternating(config, dimension, maker);
      case GLOW -> glow(config, dimension, maker);
      case PLANAR -> planar(config, maker);
    };
  }

  /**
   * Couplings with four splits in turn: the first half conditions the second and the reverse, then
   * the even columns condition the odd ones and the reverse. The columns of z are in the order of
   * x.
   */
  private static <S> List<S> alternating(FlowConfig config, int dimension, Maker<S> maker) {
    int[] evensFirst = evensFirst(dimension);
    List<S> steps = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      norm(config, layer, maker, steps);
      boolean even = layer / 2 % 2 == 1 && dimension > 2;
      if (even && layer % 2 == 0) {
        steps.add(maker.permutation(evensFirst));
      }
      int first = even ? (dimension + 1) / 2 : dimension / 2;
      boolean flipped = layer % 2 == 1 && dimension > 1;
      steps.add(maker.coupling(name(layer) + ".coupling", first, flipped));
      if (even && (layer % 2 == 1 || layer == config.layers() - 1)) {
        steps.add(maker.permutation(inverse(evensFirst)));
      }
    }
    return steps;
  }

  /** Steps of a norm, an invertible linear map and a coupling (Kingma and Dhariwal 2018). */
  private static <S> List<S> glow(FlowConfig config, int dimension, Maker<S> maker) {
    List<S> steps = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      norm(config, layer, maker, steps);
      steps.add(maker.linear(name(layer) + ".linear"));
      steps.add(maker.coupling(name(layer) + ".coupling", dimension / 2, false));
    }
    return steps;
  }

  private static <S> List<S> planar(FlowConfig config, Maker<S> maker) {
    List<S> steps = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      norm(config, layer, maker, steps);
      steps.add(maker.planar(name(layer) + ".planar"));
    }
    return steps;
  }

  /**
   * The norm before a layer. There is none before the first layer, whose columns are standardised.
   */
  private static <S> void norm(FlowConfig config, int layer, Maker<S> maker, List<S> steps) {
    if (layer > 0 && config.norm() != FlowConfig.Norm.NONE) {
      steps.add(maker.norm(name(layer) + ".norm"));
    }
  }

  private static int[] evensFirst(int dimension) {
    return IntStream.range(0, dimension)
        .boxed()
        .sorted(Comparator.comparing(i -> i % 2))
        .mapToInt(i -> i)
        .toArray();
  }

  /**
   * {@return the order that undoes an order}
   *
   * @param order a permutation of 0 to D - 1
   */
  public static int[] inverse(int[] order) {
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[order[i]] = i;
    }
    return inverse;
  }

  private static String name(int layer) {
    return "flow." + layer;
  }
}

package io.diglm.network;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Norm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A flow of rows and its gradient, derived by hand, in plain Java: z = f(x) and log|det df/dx|, and
 * back from the gradients by these to the gradients by every parameter.
 *
 * <p>Rows go through a step in tiles, all rows before the next step: a tile's numbers stay in the
 * processor's first cache and a step's weights in its second. Not safe to use from two threads at
 * once: forward keeps what backward needs.
 */
public final class RowGradient {
  /** Rows that go through a step at once. */
  public static final int TILE = 64;

  private final int dimension;
  private final List<StepGradient> steps;
  private Slab slab;
  private int rows;

  private RowGradient(int dimension, List<StepGradient> steps) {
    this.dimension = dimension;
    this.steps = steps;
    slab = Slab.of(0, dimension);
  }

  /**
   * Builds the flow, if it is one whose gradient is known here and this JVM has vectors: affine
   * couplings of two columns or more, without norms, with plain networks of other units than GELU
   * and whole vectors of frequencies.
   *
   * @param dimension D
   * @param places where each tensor starts in the vector of all parameters
   */
  public static Optional<RowGradient> of(
      FlowConfig config, int dimension, ToIntFunction<String> places) {
    boolean known =
        config.architecture() == Architecture.REALNVP
            && config.norm() == Norm.NONE
            && config.network() == FlowConfig.Network.MLP
            && config.activation() != Activation.GELU
            && dimension > 1;
    return known
        ? FastPath.products()
            .filter(products -> config.frequencies() % products.lanes() == 0)
            .map(products -> of(config, dimension, places, products))
        : Optional.empty();
  }

  private static RowGradient of(
      FlowConfig config, int dimension, ToIntFunction<String> places, Products products) {
    Maker maker = new Maker(config, dimension, places, products, FastPath.kernels());
    return new RowGradient(dimension, RowFlow.steps(config, dimension, maker));
  }

  private record Maker(
      FlowConfig config,
      int dimension,
      ToIntFunction<String> places,
      Products products,
      Kernels kernels)
      implements RowFlow.Maker<StepGradient> {
    @Override
    public StepGradient permutation(int... order) {
      return PermutationGradient.of(order);
    }

    @Override
    public StepGradient coupling(String name, int first, boolean flipped) {
      Sides sides = new Sides(dimension, first, flipped);
      NetworkGradient network =
          new NetworkGradient(
              name,
              sides.conditioning(),
              2 * sides.transformed(),
              config,
              places,
              products,
              kernels);
      return new AffineGradient(sides, config.logScaleBound(), network, kernels);
    }

    @Override
    public StepGradient norm(String name) {
      throw unknown(name);
    }

    @Override
    public StepGradient linear(String name) {
      throw unknown(name);
    }

    @Override
    public StepGradient planar(String name) {
      throw unknown(name);
    }

    private static IllegalStateException unknown(String name) {
      return new IllegalStateException("a step must have a known gradient, got " + name);
    }
  }

  /** Takes the vector of all parameters, for the rows that follow. */
  public void load(float[] parameters) {
    steps.forEach(step -> step.load(parameters));
  }

  /**
   * Maps rows.
   *
   * @param x (N, D) row-major
   * @param latent z (N, D), written
   * @param logDet log|det df/dx| in nats (N), written
   */
  public void forward(float[] x, float[] latent, double[] logDet) {
    rows = logDet.length;
    if (slab.logDet().length < rows) {
      slab = Slab.of(rows, dimension);
      steps.forEach(step -> step.reserve(Matrix.group(rows)));
    }
    System.arraycopy(x, 0, slab.at(), 0, rows * dimension);
    Arrays.fill(slab.logDet(), 0, rows, 0);
    for (StepGradient step : steps) {
      for (int from = 0; from < rows; from += TILE) {
        step.forward(slab, from, Math.min(rows, from + TILE));
      }
    }
    System.arraycopy(slab.at(), 0, latent, 0, rows * dimension);
    System.arraycopy(slab.logDet(), 0, logDet, 0, rows);
  }

  /**
   * Walks the rows of the last {@link #forward} back; {@link #gather} gives what comes of it.
   *
   * @param byLatent gradient of the loss by z (N, D)
   * @param byLogDet gradient of the loss by the log-det (N)
   */
  public void backward(float[] byLatent, double[] byLogDet) {
    System.arraycopy(byLatent, 0, slab.gradient(), 0, rows * dimension);
    for (int r = 0; r < rows; r++) {
      slab.logDetGradient()[r] = (float) byLogDet[r];
    }
    for (int i = steps.size() - 1; i >= 0; i--) {
      for (int from = 0; from < rows; from += TILE) {
        steps.get(i).backward(slab, from, Math.min(rows, from + TILE));
      }
    }
  }

  /**
   * Adds the gradient of all rows walked back since the last time.
   *
   * @param gradients as long as the vector of all parameters
   */
  public void gather(float[] gradients) {
    steps.forEach(step -> step.gather(gradients));
  }
}

package io.diglm.network;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A flow of rows and its gradient, derived by hand, in plain Java: z = f(x) and log|det df/dx|, and
 * the back-propagation from the gradients with respect to these to the gradients with respect to
 * every parameter.
 *
 * <p>Rows go through a step in tiles, so that the numbers of a tile stay in the first-level cache
 * and the weights of a step in the second-level cache. {@link #atOnce} says how many rows should go
 * forward and back before the next. Not safe to share between threads, because forward keeps what
 * backward needs.
 */
public final class RowGradient {
  /** The number of rows that go through a step at once. */
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
   * Builds the flow of any architecture.
   *
   * @param config which flow
   * @param dimension D
   * @param places the start of each learned tensor in the vector of all parameters
   * @param buffers the buffers, which are kept but not learned, by name, the same array each time:
   *     the order of the columns of an invertible map, whether a norm was initialised, and running
   *     moments, which {@link #forward} updates
   * @return the flow
   */
  public static RowGradient of(
      FlowConfig config,
      int dimension,
      ToIntFunction<String> places,
      Function<String, float[]> buffers) {
    return of(
        new Building(config, places, buffers, FastPath.anyProducts(), FastPath.kernels()),
        dimension);
  }

  static RowGradient of(Building building, int dimension) {
    return new RowGradient(
        dimension, RowFlow.steps(building.config(), dimension, new Maker(building, dimension)));
  }

  private record Maker(Building building, int dimension) implements RowFlow.Maker<StepGradient> {
    @Override
    public StepGradient permutation(int... order) {
      return PermutationGradient.of(order);
    }

    @Override
    public StepGradient coupling(String name, int first, boolean flipped) {
      Sides sides = new Sides(dimension, first, flipped);
      FlowConfig config = building.config();
      if (config.architecture() == Architecture.SPLINE) {
        int outputs = sides.transformed() * SplineBin.parameters(config.bins());
        return new SplineGradient(sides, config.bins(), conditioner(name, sides, outputs));
      }
      return new AffineGradient(
          sides,
          config.logScaleBound(),
          conditioner(name, sides, 2 * sides.transformed()),
          building.kernels());
    }

    private ConditionerGradient conditioner(String name, Sides sides, int outputs) {
      return ConditionerGradient.of(building, name, sides.conditioning(), outputs);
    }

    @Override
    public StepGradient norm(String name) {
      return switch (building.config().norm()) {
        case NONE -> throw new IllegalStateException("a flow without norms must build none");
        case ACTNORM -> new ActNormGradient(name, dimension, building);
        case BATCHNORM -> new BatchNormGradient(name, dimension, building);
      };
    }

    @Override
    public StepGradient linear(String name) {
      return new LinearGradient(name, dimension, building);
    }

    @Override
    public StepGradient planar(String name) {
      return new PlanarGradient(name, dimension, building);
    }
  }

  /**
   * {@return how many of these rows should go forward and back before the next: {@link #TILE}, so
   * that their intermediate values stay in a cache, or all rows if the z of a row depends on the
   * others}
   *
   * @param rows in the batch
   */
  public int atOnce(int rows) {
    return steps.stream().anyMatch(StepGradient::whole) ? rows : TILE;
  }

  /**
   * Takes the vector of all parameters, for the rows that follow.
   *
   * @param parameters of the flow and the head, in one vector; not copied
   */
  public void load(float[] parameters) {
    steps.forEach(step -> step.load(parameters));
  }

  /**
   * Initialises the steps that start from data, each by its inputs, unless this was done before.
   *
   * @param x rows (N, D), row-major
   * @param parameters the vector of all, written
   */
  public void initialise(float[] x, float[] parameters) {
    int last = steps.size();
    while (last > 0 && !steps.get(last - 1).startsFromData()) {
      last--;
    }
    if (last == 0) {
      return;
    }
    start(x, x.length / dimension);
    for (StepGradient step : steps.subList(0, last)) {
      step.initialise(slab, rows, parameters);
      step.load(parameters);
      each(step, (from, to) -> step.evaluate(slab, from, to));
    }
  }

  /**
   * Maps rows as in training.
   *
   * @param x (N, D) row-major
   * @param latent z (N, D), written
   * @param logDet log|det df/dx| in nats (N), written
   * @throws IllegalArgumentException if there are fewer than two rows for batch norm
   */
  public void forward(float[] x, float[] latent, double[] logDet) {
    start(x, logDet.length);
    for (StepGradient step : steps) {
      each(step, (from, to) -> step.forward(slab, from, to));
    }
    finish(latent, logDet);
  }

  /**
   * Does the same as {@link #forward}, but with running moments, as in scoring. {@link #backward}
   * cannot follow.
   *
   * @param x rows (N, D)
   * @param latent z (N, D), written
   * @param logDet log|det dz/dx| (N), written
   */
  public void evaluate(float[] x, float[] latent, double[] logDet) {
    start(x, logDet.length);
    for (StepGradient step : steps) {
      each(step, (from, to) -> step.evaluate(slab, from, to));
    }
    finish(latent, logDet);
  }

  private void start(float[] x, int count) {
    rows = count;
    if (slab.logDet().length < rows) {
      slab = Slab.of(rows, dimension);
      steps.forEach(step -> step.reserve(Matrix.group(rows)));
    }
    System.arraycopy(x, 0, slab.at(), 0, rows * dimension);
    Arrays.fill(slab.logDet(), 0, rows, 0);
  }

  private void finish(float[] latent, double[] logDet) {
    System.arraycopy(slab.at(), 0, latent, 0, rows * dimension);
    System.arraycopy(slab.logDet(), 0, logDet, 0, rows);
  }

  /** Rows {@code from} to {@code to - 1}. */
  private interface Rows {
    void of(int from, int to);
  }

  private void each(StepGradient step, Rows work) {
    int share = step.whole() ? Math.max(1, rows) : TILE;
    for (int from = 0; from < rows; from += share) {
      work.of(from, Math.min(rows, from + share));
    }
  }

  /**
   * Propagates the gradients of the rows of the last {@link #forward} back. {@link #gather} returns
   * the result.
   *
   * @param byLatent gradient of the loss with respect to z (N, D)
   * @param byLogDet gradient of the loss with respect to the log-determinant (N)
   */
  public void backward(float[] byLatent, double[] byLogDet) {
    System.arraycopy(byLatent, 0, slab.gradient(), 0, rows * dimension);
    for (int r = 0; r < rows; r++) {
      slab.logDetGradient()[r] = (float) byLogDet[r];
    }
    for (int i = steps.size() - 1; i >= 0; i--) {
      StepGradient step = steps.get(i);
      each(step, (from, to) -> step.backward(slab, from, to));
    }
  }

  /**
   * Writes the gradient of the loss with respect to x, after {@link #backward}.
   *
   * @param byInput (N, D), written
   */
  public void inputGradient(float[] byInput) {
    System.arraycopy(slab.gradient(), 0, byInput, 0, rows * dimension);
  }

  /**
   * Adds the gradient of all rows that were propagated back since the last call.
   *
   * @param gradients as long as the vector of all parameters
   */
  public void gather(float[] gradients) {
    steps.forEach(step -> step.gather(gradients));
  }
}

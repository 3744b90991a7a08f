package io.diglm.network;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network of a model of tables in plain Java. It has no native code, no memory outside the heap
 * and no state, so threads may share it.
 *
 * <p>Rows go in {@link Tiles} through all layers. Numbers are floats; sums over a row, such as log
 * p(x), are doubles.
 */
public final class RowScorer implements Scorer {
  private final List<Step> steps;
  private final Optional<Hinges> hinges;
  private final int inputs;

  /** The width of z. */
  private final int dimension;

  private final double variance;
  private final LinearHead head;
  private final Kernels kernels;
  private final Tiles tiles;

  private RowScorer(
      List<Step> steps,
      Optional<Hinges> hinges,
      int dimension,
      double variance,
      LinearHead head,
      Kernels kernels) {
    this.steps = steps;
    this.hinges = hinges;
    this.dimension = dimension;
    inputs = dimension - hinges.map(Hinges::count).orElse(0);
    this.variance = variance;
    this.head = head;
    this.kernels = kernels;
    int widest = steps.stream().mapToInt(Step::width).max().orElse(0);
    tiles = new Tiles(dimension, widest, kernels);
  }

  /**
   * Requires that this JVM has the kernels that {@code -Ddiglm.kernels} requests.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static void requireKernels() {
    FastPath.kernels();
  }

  /**
   * Builds the network of rows with these weights, on the fastest kernels of this JVM.
   *
   * @param flow shape of the network
   * @param head of the model
   * @param dimension D, the width of an encoded row
   * @param weights tensors of the network and no others
   * @return the network
   * @throws io.diglm.model.UnusableFileException if a tensor is missing, unknown or of another
   *     shape
   */
  public static RowScorer of(
      FlowConfig flow, HeadConfig head, int dimension, Map<String, TensorData> weights) {
    return of(flow, head, dimension, weights, FastPath.kernels());
  }

  static RowScorer of(
      FlowConfig flow,
      HeadConfig head,
      int dimension,
      Map<String, TensorData> weights,
      Kernels kernels) {
    NamedWeights named = new NamedWeights(weights);
    Optional<Hinges> hinges = flow.hinges().map(count -> Hinges.of(named, count, dimension));
    int width = flow.width(dimension);
    List<Step> steps = RowFlow.steps(flow, width, new Maker(flow, width, named));
    LinearHead readout = LinearHead.of(named, "", head, width);
    named.requireAllTaken();
    return new RowScorer(steps, hinges, width, flow.latentVariance(), readout, kernels);
  }

  private record Maker(FlowConfig config, int dimension, NamedWeights weights)
      implements RowFlow.Maker<Step> {
    @Override
    public Step norm(String name) {
      return NormStep.of(weights, name, config.norm(), dimension);
    }

    @Override
    public Step permutation(int... order) {
      return PermutationStep.of(order);
    }

    @Override
    public Step coupling(String name, int first, boolean flipped) {
      Sides sides = new Sides(dimension, first, flipped);
      return config.architecture() == Architecture.SPLINE
          ? SplineStep.of(weights, name, sides, config)
          : AffineStep.of(weights, name, sides, config);
    }

    @Override
    public Step linear(String name) {
      return LinearStep.of(weights, name, dimension);
    }

    @Override
    public Step planar(String name) {
      return PlanarStep.of(weights, name, dimension);
    }
  }

  @Override
  public Scorer forFewRows() {
    return new RowScorer(steps, hinges, dimension, variance, head, new LoopKernels());
  }

  @Override
  public int width() {
    return dimension;
  }

  @Override
  public int blocks() {
    return steps.size();
  }

  @Override
  public void score(
      float[] encoded,
      int rows,
      float[] latent,
      double[] eta,
      double[] logDensity,
      double[] volumes) {
    requireNumbers("encoded", encoded, rows, inputs);
    float[] lifted = hinges.map(h -> h.lifted(encoded, inputs)).orElse(encoded);
    tiles.over(
        lifted,
        rows,
        (tile, row, count) -> {
          for (int k = 0; k < steps.size(); k++) {
            note(tile, row, count, k, -1, volumes);
            steps.get(k).forward(tile, kernels);
            note(tile, row, count, k, 1, volumes);
          }
          write(tile, row, count, latent, dimension);
          answer(tile, row, count, eta, logDensity);
        });
  }

  @Override
  public void decode(float[] latent, int rows, float[] encoded) {
    requireNumbers("latent", latent, rows, dimension);
    tiles.over(
        latent,
        rows,
        (tile, row, count) -> {
          for (int i = steps.size() - 1; i >= 0; i--) {
            steps.get(i).inverse(tile, kernels);
          }
          write(tile, row, count, encoded, inputs);
        });
  }

  private static void requireNumbers(String what, float[] numbers, int rows, int width) {
    if (numbers.length != rows * width) {
      throw new IllegalArgumentException(
          "%s must hold %d rows of %d numbers, got %d numbers"
              .formatted(what, rows, width, numbers.length));
    }
  }

  private static void write(Tile tile, int row, int count, float[] numbers, int width) {
    for (int r = 0; r < count; r++) {
      for (int j = 0; j < width; j++) {
        numbers[(row + r) * width + j] = tile.at()[j * tile.rows() + r];
      }
    }
  }

  /**
   * Adds the log-determinants so far, with a sign, to the volumes of a block, if they are
   * requested.
   */
  private void note(Tile tile, int row, int count, int block, int sign, double[] volumes) {
    for (int r = 0; r < count && volumes.length > 0; r++) {
      volumes[(row + r) * steps.size() + block] += sign * tile.logDet()[r];
    }
  }

  private void answer(Tile tile, int row, int count, double[] eta, double[] logDensity) {
    double constant = -0.5 * dimension * Math.log(2 * Math.PI * variance);
    int rows = tile.rows();
    double[] z = new double[dimension * rows];
    double[] squares = new double[rows];
    for (int j = 0; j < dimension; j++) {
      for (int r = 0; r < rows; r++) {
        double number = tile.at()[j * rows + r];
        z[j * rows + r] = number;
        squares[r] += number * number;
      }
    }
    for (int r = 0; r < count; r++) {
      logDensity[row + r] = constant - 0.5 / variance * squares[r] + tile.logDet()[r];
    }
    head.eta(z, rows, count, eta, row, kernels);
  }

  @Override
  public void close() {
    // Nothing outside the heap.
  }
}

package io.diglm.density;

import io.diglm.model.CellDensityConfig;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.network.AutoregressiveNetwork;
import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.Schema;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The parts of a {@link CellDensity} that do not describe the dependence between columns: how the
 * cells of each axis are read, and the shape of the network. Safe to share between threads.
 */
public final class CellSpace {
  private final CellDensityConfig config;
  private final AxisCells[] axes;
  private final double[][] logShares;

  /** For each axis, the axis that says whether its value is missing; -1 if there is none. */
  private final int[] indicator;

  private final AutoregressiveNetwork network;

  private CellSpace(
      Schema schema, CellDensityConfig config, AxisCells[] axes, double[][] logShares) {
    this.config = config;
    this.axes = axes;
    indicator = indicators(schema);
    this.logShares = logShares;
    int[] position = new int[axes.length];
    for (int i = 0; i < position.length; i++) {
      position[config.order().get(i)] = i + 1;
    }
    network =
        new AutoregressiveNetwork(
            position,
            Arrays.stream(axes).mapToInt(AxisCells::levels).toArray(),
            Arrays.stream(axes).mapToInt(AxisCells::features).toArray(),
            config.hidden(),
            config.components());
  }

  /**
   * Learns the marginal of each axis.
   *
   * @param schema of the rows
   * @param cells of training rows (N, D), see {@link io.diglm.schema.Encoder#cells}
   * @param hidden units of the network's layers
   * @param components of a number's mixture
   * @param pieces features that say where in its distribution a number lies
   * @return the space of these rows
   */
  public static CellSpace learn(
      Schema schema, double[] cells, int hidden, int components, int pieces) {
    List<Axis> all = axes(schema);
    AxisCells[] axes = new AxisCells[all.size()];
    double[][] logShares = new double[axes.length][];
    for (int d = 0; d < axes.length; d++) {
      double[] column = column(cells, axes.length, d);
      axes[d] = AxisLearning.learn(all.get(d), column, pieces);
      logShares[d] = AxisLearning.logShares(axes[d], column);
    }
    List<Integer> order = order(all, axes);
    return new CellSpace(
        schema, new CellDensityConfig(hidden, components, pieces, order), axes, logShares);
  }

  private static int[] indicators(Schema schema) {
    int[] indicator = new int[schema.dimension()];
    int from = 0;
    for (Feature feature : schema.features()) {
      int end = from + feature.axes().size();
      // The last axis of a feature, if there is one.
      Arrays.fill(indicator, from, end, feature.mayBeMissing() ? end - 1 : -1);
      indicator[end - 1] = feature.mayBeMissing() ? -1 : indicator[end - 1];
      from = end;
    }
    return indicator;
  }

  private static List<Axis> axes(Schema schema) {
    return schema.features().stream().flatMap(f -> f.axes().stream()).toList();
  }

  private static double[] column(double[] cells, int dimension, int d) {
    return IntStream.range(0, cells.length / dimension)
        .mapToDouble(row -> cells[row * dimension + d])
        .filter(cell -> !Double.isNaN(cell))
        .toArray();
  }

  /**
   * The order of the axes: missing indicators first, then levels, then numbers, the coarse ones
   * before the fine ones.
   */
  private static List<Integer> order(List<Axis> axes, AxisCells[] cells) {
    return IntStream.range(0, cells.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(d -> axes.get(d) instanceof MissingAxis ? 0 : 1)
                .thenComparingInt(d -> resolution(cells[d])))
        .toList();
  }

  private static int resolution(AxisCells cells) {
    if (cells instanceof NumberCells number) {
      return AxisLearning.MOST_LEVELS + number.marginal().masses().length;
    }
    return cells.levels();
  }

  /** {@return the shape that the model file keeps} */
  public CellDensityConfig config() {
    return config;
  }

  /** {@return the network that learns the dependence between columns} */
  public AutoregressiveNetwork network() {
    return network;
  }

  /** {@return the marginal probability of each level, for axes with levels} */
  public double[][] logShares() {
    return Arrays.stream(logShares).map(double[]::clone).toArray(double[][]::new);
  }

  /** Returns, of axes that are codes, log of what the known ones have together; else 0 (D). */
  double[] logKnown() {
    return Arrays.stream(axes)
        .mapToDouble(axis -> axis instanceof CodeCells codes ? codes.logKnown() : 0)
        .toArray();
  }

  /** {@return D} */
  public int dimension() {
    return axes.length;
  }

  /**
   * Fills rows of these cells (N, D).
   *
   * @param cells of rows (N, D), row by row
   * @return what writes their features into the memory of the network
   */
  public AutoregressiveNetwork.Filling filling(double[] cells) {
    return (rows, from, to) -> {
      for (int row = from; row < to; row++) {
        int at = rows.featuresAt(row - from);
        for (int d = 0; d < axes.length; d++) {
          int index = (row - from) * axes.length + d;
          axes[d].fill(cells[row * axes.length + d], rows, index, at);
          at += axes[d].features();
        }
      }
    };
  }

  /**
   * Returns the difference between log P of the cells of a row and log p(x) in the units of the
   * columns.
   */
  double logUnits(double[] cells, int row) {
    double sum = 0;
    for (int d = 0; d < axes.length; d++) {
      sum += Double.isNaN(cells[row * axes.length + d]) ? 0 : axes[d].logUnit();
    }
    return sum;
  }

  /**
   * {@return the sum of that over rows (N, D) by their weights (N)}
   *
   * @param cells of rows (N, D), row by row
   * @param weights of the rows (N)
   */
  public double logUnits(double[] cells, double[] weights) {
    return IntStream.range(0, weights.length)
        .mapToDouble(row -> weights[row] * logUnits(cells, row))
        .sum();
  }

  /** Returns the cell of a draw for an axis of a row; NaN if its value is missing. */
  double drawn(double[] cells, int row, int d, double drawn) {
    int missing = indicator[d];
    return missing >= 0 && cells[row * axes.length + missing] == 1
        ? Double.NaN
        : axes[d].cell(drawn);
  }

  /** Adds the tensors of the axes that a model file keeps. */
  void save(Map<String, TensorData> tensors) {
    for (int d = 0; d < axes.length; d++) {
      SavedAxes.save(axes[d], d, tensors);
    }
  }

  /**
   * Reads the tensors that a model file keeps.
   *
   * @throws UnusableFileException if a part is missing or does not fit the schema
   */
  static CellSpace of(Schema schema, CellDensityConfig config, Map<String, TensorData> tensors) {
    List<Axis> all = axes(schema);
    if (config.order().size() != all.size()) {
      throw new UnusableFileException(
          "density must have an order of %d axes, got %d"
              .formatted(all.size(), config.order().size()));
    }
    Map<String, TensorData> known = new TreeMap<>(tensors);
    AxisCells[] axes = new AxisCells[all.size()];
    for (int d = 0; d < axes.length; d++) {
      axes[d] = SavedAxes.read(all.get(d), d, config.pieces(), known);
    }
    return new CellSpace(schema, config, axes, new double[axes.length][0]);
  }
}

package io.diglm.density;

import io.diglm.model.CellDensityConfig;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.network.AutoregressiveNetwork;
import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
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
  private static final String MARGINAL = CellDensity.PREFIX + "marginal.";

  /**
   * A category with more levels is treated as a number, with its levels in the order of their
   * intervals.
   */
  private static final int MOST_LEVELS = 48;

  /** The days of a month, with some margin. */
  private static final int MOST_CODES = 40;

  private static final int ROWS_A_CODE = 20;

  /** Nothing lies beyond the first and the last level. */
  private static final double NO_TAIL = 1e-9;

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
      axes[d] = learn(all.get(d), column, pieces);
      logShares[d] = logShares(axes[d], column);
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

  private static AxisCells learn(Axis axis, double[] column, int pieces) {
    if (axis instanceof MissingAxis) {
      return new LevelCells(2, -1, 0);
    }
    if (axis instanceof NumberAxis number) {
      NumberMarginal marginal =
          MarginalLearning.of(column, number.grid().origin(), number.grid().quantum());
      double[] codes = Arrays.stream(column).distinct().limit(MOST_CODES + 1L).sorted().toArray();
      return number.grid().quantum() > 0 && areCodes(codes, column.length)
          ? new CodeCells(marginal, codes)
          : new NumberCells(marginal, pieces);
    }
    LevelAxis level = (LevelAxis) axis;
    double unknown = unknownShare(level, column);
    return level.levels().size() <= MOST_LEVELS
        ? new LevelCells(level.levels().size(), level.unknown(), unknown)
        : new NumberCells(ofLevels(level, column, unknown), pieces);
  }

  private static boolean areCodes(double[] distinct, int rows) {
    return distinct.length <= MOST_CODES && rows >= ROWS_A_CODE * distinct.length;
  }

  /** Returns the marginal probability of each level; empty for a number. */
  private static double[] logShares(AxisCells axis, double[] column) {
    double[] counts = new double[axis.levels()];
    for (int level = 0; level < counts.length; level++) {
      double cell = axis.cell(level);
      counts[level] = Arrays.stream(column).filter(c -> c == cell).count() + 0.5;
    }
    double total = Arrays.stream(counts).sum();
    return Arrays.stream(counts).map(count -> Math.log(count / total)).toArray();
  }

  /**
   * Returns the expected share of rows with unknown levels, by Good and Turing: the share of
   * training rows whose level no other row has.
   */
  private static double unknownShare(LevelAxis axis, double[] column) {
    double once = axis.levels().stream().filter(level -> level.count() == 1).count();
    return (once + axis.unknownCount() + 0.5) / (column.length + 1.0) / 2
        + 0.5 / (column.length + 1.0);
  }

  /** Makes a histogram of many levels in the order of their intervals. */
  private static NumberMarginal ofLevels(LevelAxis axis, double[] column, double unknown) {
    double[] counts = new double[axis.levels().size() + 1];
    Arrays.stream(column).forEach(cell -> counts[(int) cell]++);
    counts[axis.unknown()] = 0;
    double total = Arrays.stream(counts).map(count -> count + 0.5).sum() - 0.5;
    double rest = 1 - unknown - 2 * NO_TAIL;
    double[] masses = Arrays.stream(counts).map(c -> (c + 0.5) / total * rest).toArray();
    masses[axis.unknown()] = unknown;
    double[] edges = IntStream.rangeClosed(0, counts.length).asDoubleStream().toArray();
    return new NumberMarginal(0, 1, edges, masses, NO_TAIL, 1, 1);
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
      return MOST_LEVELS + number.marginal().masses().length;
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
      if (axes[d] instanceof NumberCells number) {
        save(number.marginal(), d, tensors);
      } else if (axes[d] instanceof CodeCells codes) {
        save(codes.marginal(), d, tensors);
        put(tensors, d + ".codes", codes.codes());
      } else if (axes[d] instanceof LevelCells levels) {
        put(tensors, d + ".unknown", levels.unknownShare());
      }
    }
  }

  private static void save(NumberMarginal marginal, int d, Map<String, TensorData> tensors) {
    put(tensors, d + ".edges", marginal.edges());
    put(tensors, d + ".masses", marginal.masses());
    put(tensors, d + ".tail", marginal.tail(), marginal.lower(), marginal.upper());
  }

  private static void put(Map<String, TensorData> tensors, String name, double... values) {
    tensors.put(MARGINAL + name, TensorData.of(values, values.length));
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
      axes[d] = read(all.get(d), d, config.pieces(), known);
    }
    return new CellSpace(schema, config, axes, new double[axes.length][0]);
  }

  private static AxisCells read(Axis axis, int d, int pieces, Map<String, TensorData> tensors) {
    if (axis instanceof MissingAxis) {
      return new LevelCells(2, -1, 0);
    }
    if (axis instanceof LevelAxis level && level.levels().size() <= MOST_LEVELS) {
      double[] unknown = numbers(tensors, d + ".unknown", 1);
      return new LevelCells(level.levels().size(), level.unknown(), unknown[0]);
    }
    double[] tail = numbers(tensors, d + ".tail", 3);
    double[] edges = numbers(tensors, d + ".edges", -1);
    double[] masses = numbers(tensors, d + ".masses", edges.length - 1);
    double origin = axis instanceof NumberAxis number ? number.grid().origin() : 0;
    double quantum = axis instanceof NumberAxis number ? number.grid().quantum() : 1;
    NumberMarginal marginal =
        new NumberMarginal(origin, quantum, edges, masses, tail[0], tail[1], tail[2]);
    return tensors.containsKey(MARGINAL + d + ".codes")
        ? new CodeCells(marginal, numbers(tensors, d + ".codes", -1))
        : new NumberCells(marginal, pieces);
  }

  /** Returns the numbers of a tensor, which must have this many; -1 accepts any number. */
  private static double[] numbers(Map<String, TensorData> tensors, String name, int count) {
    TensorData tensor = tensors.get(MARGINAL + name);
    if (tensor == null) {
      throw new UnusableFileException("weights must hold " + MARGINAL + name + ", got none");
    }
    double[] numbers = tensor.doubles();
    if (count >= 0 && numbers.length != count) {
      throw new UnusableFileException(
          "weights of %s must be %d numbers, got %d"
              .formatted(MARGINAL + name, count, numbers.length));
    }
    return numbers;
  }
}

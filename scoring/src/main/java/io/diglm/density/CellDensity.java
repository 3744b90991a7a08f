package io.diglm.density;

import io.diglm.model.CellDensityConfig;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.network.AutoregressiveNetwork;
import io.diglm.schema.Schema;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * log p(x) of rows of a table, cell by cell: the sum over axes of log P(cell | cells before it in
 * the chain). The term of a level is a probability. The term of a number is the probability of its
 * cell of the grid, per unit of the column, or a density if the column has no grid. There is no
 * random noise, and this is not a bound: the probabilities of all rows of levels and whole numbers
 * add up to 1.
 *
 * <p>As a flow, with F the conditional distribution functions, e = Phi^-1(F(cell)) is standard
 * normal (autoregressive flows, Papamakarios et al. 2017). Each number is first mapped by its own
 * marginal distribution, so a density that has learned nothing more is that of independent columns.
 *
 * <p>Safe to share between threads.
 */
public final class CellDensity {
  /** The prefix of the names of the tensors of this part. */
  public static final String PREFIX = "density.";

  private final CellSpace space;
  private final float[] parameters;
  private final AutoregressiveNetwork.Scoring scoring;

  private CellDensity(CellSpace space, float[] parameters) {
    this.space = space;
    this.parameters = parameters;
    scoring = space.network().scoring(parameters);
  }

  /**
   * {@return the density with these parameters, in the layout of {@link AutoregressiveNetwork}}
   *
   * @param space which axes there are, in which order, and their marginals
   * @param parameters of the network that learns the dependence between axes
   */
  public static CellDensity of(CellSpace space, float[] parameters) {
    return new CellDensity(space, parameters.clone());
  }

  /**
   * Reads a density from the tensors of a model.
   *
   * @param schema of the rows
   * @param config the shape that the model file keeps
   * @param tensors of the model file, by name
   * @return the density
   * @throws UnusableFileException if one is missing or of another shape
   */
  public static CellDensity of(
      Schema schema, CellDensityConfig config, Map<String, TensorData> tensors) {
    CellSpace space;
    try {
      space = CellSpace.of(schema, config, tensors);
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException("density cannot be used: " + e.getMessage(), e);
    }
    AutoregressiveNetwork network = space.network();
    float[] parameters = new float[network.size()];
    for (int layer = 0; layer < AutoregressiveNetwork.layers(); layer++) {
      long[] shape = network.shape(layer);
      int weights = (int) (shape[0] * shape[1]);
      read(tensors, layer + ".weight", parameters, network.at(layer), shape);
      read(tensors, layer + ".bias", parameters, network.at(layer) + weights, shape[0]);
    }
    return new CellDensity(space, parameters);
  }

  private static void read(
      Map<String, TensorData> tensors, String name, float[] to, int at, long... shape) {
    TensorData tensor = tensors.get(PREFIX + name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      throw new UnusableFileException(
          "weights must hold %s%s of shape %s, got %s"
              .formatted(
                  PREFIX,
                  name,
                  Arrays.toString(shape),
                  tensor == null ? "none" : Arrays.toString(tensor.shape())));
    }
    float[] values = tensor.floats();
    System.arraycopy(values, 0, to, at, values.length);
  }

  /** {@return the tensors that a model file keeps} */
  public Map<String, TensorData> tensors() {
    Map<String, TensorData> tensors = new TreeMap<>();
    space.save(tensors);
    AutoregressiveNetwork network = space.network();
    for (int layer = 0; layer < AutoregressiveNetwork.layers(); layer++) {
      long[] shape = network.shape(layer);
      int from = network.at(layer);
      int end = from + (int) (shape[0] * shape[1]);
      float[] weight = Arrays.copyOfRange(parameters, from, end);
      float[] bias = Arrays.copyOfRange(parameters, end, end + (int) shape[0]);
      tensors.put(PREFIX + layer + ".weight", TensorData.of(weight, shape));
      tensors.put(PREFIX + layer + ".bias", TensorData.of(bias, shape[0]));
    }
    return tensors;
  }

  /**
   * {@return for axes that are codes, the logarithm of what their known values have together; 0 for
   * other axes (D)}
   */
  public double[] logKnown() {
    return space.logKnown();
  }

  /** {@return the shape that the model file keeps} */
  public CellDensityConfig config() {
    return space.config();
  }

  /**
   * {@return log p(x) in nats (N), in the units of the user's columns}
   *
   * @param cells (N, D), see {@link io.diglm.schema.Encoder#cells}
   */
  public double[] logDensity(double[] cells) {
    return logDensity(cells, logProbabilities(cells));
  }

  /**
   * {@return log p(x) in nats (N), in the units of the user's columns}
   *
   * @param cells (N, D), see {@link io.diglm.schema.Encoder#cells}
   * @param byAxis what {@link #logProbabilities} says of them
   */
  public double[] logDensity(double[] cells, double[] byAxis) {
    int dimension = space.dimension();
    int rows = cells.length / dimension;
    double[] logDensity = new double[rows];
    for (int row = 0; row < rows; row++) {
      double sum = -space.logUnits(cells, row);
      for (int d = 0; d < dimension; d++) {
        sum += byAxis[row * dimension + d];
      }
      logDensity[row] = sum;
    }
    return logDensity;
  }

  /**
   * {@return log P of each cell given those before it, in nats (N, D); 0 where a value is missing}
   *
   * @param cells (N, D), see {@link io.diglm.schema.Encoder#cells}
   */
  public double[] logProbabilities(double[] cells) {
    double[] byAxis = new double[cells.length];
    scoring.logProbability(cells.length / space.dimension(), space.filling(cells), byAxis);
    return byAxis;
  }

  /**
   * Draws the cells of rows (N, D) from p(x).
   *
   * @param rows N, how many to draw
   * @param random source of the draws
   * @return the cells (N, D), row by row
   */
  public double[] sample(int rows, SplittableRandom random) {
    int dimension = space.dimension();
    double[] cells = new double[rows * dimension];
    Arrays.fill(cells, Double.NaN);
    double[] drawn = new double[rows];
    for (int d : space.config().order()) {
      scoring.draw(d, rows, space.filling(cells), random, drawn);
      for (int row = 0; row < rows; row++) {
        cells[row * dimension + d] = space.drawn(cells, row, d, drawn[row]);
      }
    }
    return cells;
  }
}

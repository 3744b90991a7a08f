package io.diglm.network;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * log P of rows, axis by axis given the axes before: a {@link MaskedNetwork} whose outputs are the
 * logits of levels and the mixtures of numbers. Its parameters are one vector. Before training, the
 * distribution of each axis is close to its marginal distribution.
 */
public final class AutoregressiveNetwork {
  /** The number of rows at once, whose activations stay in the cache. */
  public static final int TILE = 64;

  private final int axes;
  private final int features;
  private final int[] levels;
  private final int components;
  private final MaskedNetwork network;
  private final CellHead shape;

  /**
   * Makes a network.
   *
   * @param position of each axis in the chain, from 1 on (D)
   * @param levels of each axis, 0 for a number (D)
   * @param features of each axis (D)
   * @param hidden units of each of two layers
   * @param components of a number's mixture
   */
  public AutoregressiveNetwork(
      int[] position, int[] levels, int[] features, int hidden, int components) {
    axes = position.length;
    this.levels = levels.clone();
    this.components = components;
    this.features = Arrays.stream(features).sum();
    shape = new CellHead(components, levels, FastPath.kernels());
    int[] inputs = new int[this.features];
    int[] outputs = new int[shape.outputs()];
    int at = 0;
    for (int axis = 0; axis < axes; axis++) {
      Arrays.fill(inputs, at, at + features[axis], position[axis]);
      at += features[axis];
      int from = shape.outputsAt(axis);
      Arrays.fill(outputs, from, from + shape.count(axis), position[axis]);
    }
    network = new MaskedNetwork(inputs, hidden, outputs, axes);
  }

  /** {@return the number of parameters} */
  public int size() {
    return network.size();
  }

  /** {@return the number of layers} */
  public static int layers() {
    return MaskedNetwork.layers();
  }

  /**
   * {@return the shape of a layer's weights, (out, in)}
   *
   * @param layer 0 to 2
   */
  public long[] shape(int layer) {
    return new long[] {network.outputs(layer), network.inputs(layer)};
  }

  /**
   * {@return where a layer's weights start in the parameters; its bias follows them}
   *
   * @param layer 0 to 2
   */
  public int at(int layer) {
    return network.weightsAt(layer);
  }

  /**
   * Sets weights to zero through which an axis would see later axes.
   *
   * @param parameters of the network, changed in place
   */
  public void mask(float[] parameters) {
    network.mask(parameters);
  }

  /**
   * {@return initial parameters: random hidden layers, and outputs that give the marginals}
   *
   * @param random source of the hidden layers
   * @param logShares for each axis with levels, the logarithms of their shares
   */
  public float[] initial(SplittableRandom random, double[][] logShares) {
    float[] bias = new float[shape.outputs()];
    for (int axis = 0; axis < axes; axis++) {
      int at = shape.outputsAt(axis);
      if (levels[axis] > 0) {
        for (int level = 0; level < levels[axis]; level++) {
          bias[at + level] = (float) logShares[axis][level];
        }
      } else {
        // One component is the marginal, a logistic with scale 1. The others are spread about it at
        // the start.
        for (int m = 0; m < components; m++) {
          double u = components == 1 ? 0.5 : (m - 0.5) / (components - 1);
          bias[at + m] = m == 0 ? 2 : 0;
          bias[at + components + m] = m == 0 ? 0 : (float) Math.log(u / (1 - u));
          bias[at + 2 * components + m] = m == 0 ? 0 : -0.5f;
        }
      }
    }
    return network.initial(random, bias);
  }

  /**
   * {@return memory for rows}
   *
   * @param count of rows
   */
  public CellRows rows(int count) {
    return new CellRows(count, features, axes);
  }

  /**
   * {@return a scorer with these parameters, which is safe to share between threads}
   *
   * @param parameters of the network
   */
  public Scoring scoring(float[] parameters) {
    return new Scoring(new MaskedRows(network, parameters));
  }

  /** Where the rows of a batch come from. */
  public interface Filling {
    /**
     * Fills rows {@code from} to {@code to - 1} of a batch into memory, starting at its first row.
     *
     * @param rows written
     * @param from first row of the batch
     * @param to row after the last
     */
    void fill(CellRows rows, int from, int to);
  }

  /** Scores rows with fixed parameters. */
  public final class Scoring {
    private final MaskedRows weights;

    private Scoring(MaskedRows weights) {
      this.weights = weights;
    }

    /**
     * Computes log P of each axis of rows, on all cores.
     *
     * @param rows N
     * @param filling gives their cells
     * @param byAxis (N, D), written
     */
    public void logProbability(int rows, Filling filling, double[] byAxis) {
      int share = 4 * TILE;
      IntStream shares = IntStream.range(0, (rows + share - 1) / share);
      (rows > share ? shares.parallel() : shares)
          .forEach(i -> part(i * share, Math.min(rows, (i + 1) * share), filling, byAxis));
    }

    private void part(int from, int to, Filling filling, double[] byAxis) {
      int most = Math.min(TILE, to - from);
      CellRows room = rows(most);
      MaskedRows.Pass pass = weights.pass();
      CellProbabilities cells = new CellProbabilities(components, levels);
      for (int first = from; first < to; first += most) {
        int count = Math.min(most, to - first);
        room.clear(most);
        filling.fill(room, first, first + count);
        for (int r = 0; r < count; r++) {
          double[] y = pass.forward(room.features(), room.featuresAt(r));
          cells.write(room, r, y, byAxis, (first + r) * axes);
        }
      }
    }

    /**
     * Draws an axis of rows whose earlier axes are already filled in.
     *
     * @param axis which axis to draw
     * @param rows N
     * @param filling of the earlier axes
     * @param random source of the draws
     * @param drawn (N), written: a level or, for a number, a point of the real line
     */
    public void draw(int axis, int rows, Filling filling, SplittableRandom random, double[] drawn) {
      CellRows room = rows(TILE);
      MaskedRows.Pass pass = weights.pass();
      CellDraws draws = new CellDraws(components, random);
      for (int first = 0; first < rows; first += TILE) {
        int count = Math.min(TILE, rows - first);
        room.clear(TILE);
        filling.fill(room, first, first + count);
        for (int r = 0; r < count; r++) {
          double[] y = pass.forward(room.features(), room.featuresAt(r));
          int at = shape.outputsAt(axis);
          drawn[first + r] =
              levels[axis] > 0 ? draws.level(y, at, levels[axis]) : draws.number(y, at);
        }
      }
    }
  }

  /** {@return an object that computes gradients on one thread} */
  public Gradient gradient() {
    return new Gradient();
  }

  /** The gradient of -log P, summed over rows. For one thread only. */
  public final class Gradient {
    private final CellRows room = rows(TILE);
    private final MaskedNetwork.Pass pass = network.new Pass(FastPath.anyProducts(), TILE);
    private final MaskedNetwork.Weights weights = network.new Weights();
    private final CellHead head = new CellHead(components, levels, FastPath.kernels());

    /**
     * Takes the parameters of a step.
     *
     * @param parameters of the network; not copied
     */
    public void load(float[] parameters) {
      weights.load(parameters);
    }

    /**
     * Adds rows {@code from} to {@code to - 1}.
     *
     * @param from first row
     * @param to row after the last
     * @param filling gives their cells
     * @param scale of the loss
     * @param gradient (P), added to; masked entries are not removed, see {@link #mask}
     * @return the sum of log P over rows and axes
     */
    public double add(int from, int to, Filling filling, float scale, float[] gradient) {
      return add(from, to, filling, scale, row -> 1, gradient);
    }

    /**
     * Adds rows that count by their weights.
     *
     * @param from first row
     * @param to row after the last
     * @param filling gives their cells
     * @param scale of the loss
     * @param counts the weights of the rows, by their indices
     * @param gradient by the parameters (P), added to
     * @return the weighted sum of log P over rows and axes
     */
    public double add(
        int from,
        int to,
        Filling filling,
        float scale,
        IntToDoubleFunction counts,
        float[] gradient) {
      double sum = 0;
      for (int first = from; first < to; first += TILE) {
        int count = Math.min(TILE, to - first);
        room.clear(TILE);
        filling.fill(room, first, first + count);
        Matrix x = room.matrix();
        Matrix y = pass.forward(x, count, weights);
        Matrix dy = pass.outputGradients();
        for (int r = 0; r < count; r++) {
          double weight = counts.applyAsDouble(first + r);
          float own = (float) (weight * scale);
          sum +=
              weight
                  * head.gradient(room, r, y.at(), r * y.stride(), dy.at(), r * dy.stride(), own);
        }
        pass.backward(x, count, weights);
      }
      pass.gather(gradient);
      return sum;
    }
  }
}

package io.diglm.network;

import java.util.Arrays;

/**
 * A {@link MaskedNetwork} in double precision, to score with. Rows go through alone, in plain
 * loops: half of a row's inputs are zero, and so are half of the weights, which are left out here.
 * So this is about as fast as a product of whole matrices in single precision. Safe to share
 * between threads.
 */
final class MaskedRows {
  private static final int LAYERS = MaskedNetwork.layers();

  /** By layer, the outputs by increasing degree: an input counts from one of them on. */
  private final int[][] order = new int[LAYERS][];

  /** (in, out) of each layer, its outputs in that order. */
  private final double[][][] turned = new double[LAYERS][][];

  private final double[][] bias = new double[LAYERS][];

  /** (in) of each layer, the place of the first output that sees an input. */
  private final int[][] first = new int[LAYERS][];

  /**
   * Takes the parameters of a network.
   *
   * @param parameters of the network; not kept
   */
  MaskedRows(MaskedNetwork network, float[] parameters) {
    for (int layer = 0; layer < LAYERS; layer++) {
      int inputs = network.inputs(layer);
      order[layer] = byDegree(network.degrees(layer));
      int outputs = order[layer].length;
      turned[layer] = new double[inputs][outputs];
      bias[layer] = new double[outputs];
      first[layer] = new int[inputs];
      Arrays.fill(first[layer], outputs);
      for (int o = outputs - 1; o >= 0; o--) {
        int output = order[layer][o];
        bias[layer][o] = parameters[network.biasAt(layer) + output];
        for (int i = 0; i < inputs; i++) {
          if (network.open(layer, output, i)) {
            turned[layer][i][o] = parameters[network.weightsAt(layer) + output * inputs + i];
            first[layer][i] = o;
          }
        }
      }
    }
  }

  private static int[] byDegree(int[] degrees) {
    long[] keys = new long[degrees.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) degrees[i] << 32 | i;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  /** Returns a way for rows through the network. */
  Pass pass() {
    return new Pass();
  }

  /** The way of single rows through the network. For one thread only. */
  final class Pass {
    /** So many rows of weights are added at once; with more, the compiler makes no vectors. */
    private static final int FOUR = 4;

    private final double[][] sums = new double[LAYERS][];
    private final double[] outputs;
    private final double[] factors;
    private final int[] inputs;

    Pass() {
      int most = 0;
      for (int layer = 0; layer < LAYERS; layer++) {
        sums[layer] = new double[bias[layer].length];
        most = Math.max(most, first[layer].length);
      }
      outputs = new double[bias[LAYERS - 1].length];
      factors = new double[most];
      inputs = new int[most];
    }

    /**
     * Returns the outputs of a row, which lie in the memory of this pass.
     *
     * @param x the features of the row from {@code at} on
     */
    double[] forward(float[] x, int at) {
      for (int layer = 0; layer < LAYERS; layer++) {
        add(layer, taken(layer, x, at));
      }
      int[] last = order[LAYERS - 1];
      for (int o = 0; o < last.length; o++) {
        outputs[last[o]] = sums[LAYERS - 1][o];
      }
      return outputs;
    }

    /** Takes the inputs of a layer that are not zero and that an output sees; returns how many. */
    private int taken(int layer, float[] x, int at) {
      int[] from = first[layer];
      int outputs = sums[layer].length;
      int count = 0;
      for (int i = 0; i < from.length; i++) {
        double factor = layer == 0 ? x[at + i] : sums[layer - 1][i];
        if (from[i] < outputs && (layer == 0 ? factor != 0 : factor > 0)) {
          factors[count] = factor;
          inputs[count++] = i;
        }
      }
      return count;
    }

    private void add(int layer, int count) {
      double[] y = sums[layer];
      double[][] rows = turned[layer];
      int[] places = first[layer];
      System.arraycopy(bias[layer], 0, y, 0, y.length);
      int n = 0;
      for (; n + FOUR <= count; n += FOUR) {
        int from = places[inputs[n]];
        for (int k = n + 1; k < n + FOUR; k++) {
          from = Math.min(from, places[inputs[k]]);
        }
        addFour(n, rows, y, from);
      }
      for (; n < count; n++) {
        addOne(factors[n], rows[inputs[n]], y, places[inputs[n]]);
      }
    }

    /** Separate loops, which the compiler vectorises. */
    private void addFour(int n, double[][] rows, double[] y, int from) {
      double a = factors[n];
      double b = factors[n + 1];
      double c = factors[n + 2];
      double d = factors[n + 3];
      double[] p = rows[inputs[n]];
      double[] q = rows[inputs[n + 1]];
      double[] s = rows[inputs[n + 2]];
      double[] t = rows[inputs[n + 3]];
      for (int j = from; j < y.length; j++) {
        y[j] = y[j] + a * p[j] + b * q[j] + c * s[j] + d * t[j];
      }
    }

    private static void addOne(double factor, double[] row, double[] y, int from) {
      for (int j = from; j < y.length; j++) {
        y[j] += factor * row[j];
      }
    }
  }
}

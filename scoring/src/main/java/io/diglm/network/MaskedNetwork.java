package io.diglm.network;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A network with two hidden layers of rectified units, whose outputs for one axis depend only on
 * the inputs of earlier axes. All other weights are zero (Germain et al. 2015, "MADE: masked
 * autoencoder for distribution estimation").
 *
 * <p>Axes count from 1. An input belongs to its axis. Hidden unit k depends on axes up to its
 * degree. An output of axis p uses hidden units of degree p - 1 or less. All parameters are one
 * vector: W (out, in) row-major and b (out), layer by layer. {@link MaskedRows} scores by it.
 */
final class MaskedNetwork {
  private static final int LAYERS = 3;

  private final int[][] degrees;
  private final int[] at = new int[LAYERS];
  private final int size;

  /** 1 for each free parameter, 0 for each masked parameter. */
  private final float[] open;

  /**
   * Makes a network.
   *
   * @param inputs axis of each input
   * @param hidden units of a hidden layer
   * @param outputs axis of each output
   * @param axes D
   */
  MaskedNetwork(int[] inputs, int hidden, int[] outputs, int axes) {
    int[] units = new int[hidden];
    for (int k = 0; k < hidden; k++) {
      units[k] = 1 + (int) ((long) k * Math.max(1, axes - 1) / hidden);
    }
    degrees = new int[][] {inputs.clone(), units, units, outputs.clone()};
    int length = 0;
    for (int layer = 0; layer < LAYERS; layer++) {
      at[layer] = length;
      length += outputs(layer) * (inputs(layer) + 1);
    }
    size = length;
    open = new float[size];
    Arrays.fill(open, 1);
    for (int layer = 0; layer < LAYERS; layer++) {
      int i = at[layer];
      for (int output = 0; output < outputs(layer); output++) {
        for (int input = 0; input < inputs(layer); input++, i++) {
          open[i] = open(layer, output, input) ? 1 : 0;
        }
      }
    }
  }

  int size() {
    return size;
  }

  int inputs(int layer) {
    return degrees[layer].length;
  }

  int outputs(int layer) {
    return degrees[layer + 1].length;
  }

  /** Returns the start of the weights of a layer, which its bias follows. */
  int weightsAt(int layer) {
    return at[layer];
  }

  int biasAt(int layer) {
    return at[layer] + outputs(layer) * inputs(layer);
  }

  /** Returns the axis up to which each output of a layer sees, or to which it belongs. */
  int[] degrees(int layer) {
    return degrees[layer + 1];
  }

  static int layers() {
    return LAYERS;
  }

  /** Returns whether an output of a layer sees an input. */
  boolean open(int layer, int output, int input) {
    int to = degrees[layer + 1][output];
    int from = degrees[layer][input];
    return layer == LAYERS - 1 ? from < to : from <= to;
  }

  /** Sets masked parameters to zero. */
  void mask(float[] parameters) {
    for (int i = 0; i < size; i++) {
      parameters[i] *= open[i];
    }
  }

  /** Returns random hidden layers (He et al. 2015) and an output layer with only this bias. */
  float[] initial(SplittableRandom random, float[] bias) {
    float[] parameters = new float[size];
    for (int layer = 0; layer < LAYERS - 1; layer++) {
      int i = at[layer];
      for (int output = 0; output < outputs(layer); output++) {
        int seen = 0;
        for (int input = 0; input < inputs(layer); input++) {
          seen += open(layer, output, input) ? 1 : 0;
        }
        double deviation = Math.sqrt(2.0 / Math.max(1, seen));
        for (int input = 0; input < inputs(layer); input++, i++) {
          parameters[i] = (float) (deviation * random.nextGaussian());
        }
      }
    }
    System.arraycopy(bias, 0, parameters, biasAt(LAYERS - 1), bias.length);
    mask(parameters);
    return parameters;
  }

  /** Parameters in the layout of the products. */
  final class Weights {
    private final Matrix[] forward = new Matrix[LAYERS];
    private final Matrix[] backward = new Matrix[LAYERS];
    private final float[][] bias = new float[LAYERS][];

    Weights() {
      for (int layer = 0; layer < LAYERS; layer++) {
        forward[layer] = Matrix.of(inputs(layer), outputs(layer));
        backward[layer] = Matrix.of(outputs(layer), inputs(layer));
        bias[layer] = new float[forward[layer].stride()];
      }
    }

    /** Takes the parameters. */
    void load(float[] parameters) {
      for (int layer = 0; layer < LAYERS; layer++) {
        int inputs = inputs(layer);
        Matrix turned = forward[layer];
        Matrix straight = backward[layer];
        System.arraycopy(parameters, biasAt(layer), bias[layer], 0, outputs(layer));
        for (int from = 0; from < outputs(layer); from += Matrix.LINE) {
          int to = Math.min(outputs(layer), from + Matrix.LINE);
          for (int i = 0; i < inputs; i++) {
            int row = i * turned.stride();
            int p = at[layer] + from * inputs + i;
            for (int o = from; o < to; o++, p += inputs) {
              turned.at()[row + o] = parameters[p];
            }
          }
        }
        for (int o = 0; o < outputs(layer); o++) {
          int p = at[layer] + o * inputs;
          System.arraycopy(parameters, p, straight.at(), o * straight.stride(), inputs);
        }
      }
    }
  }

  /** The activations of some rows, and the gradient summed over them. For one thread only. */
  final class Pass {
    private final Products products;
    private final Matrix[] out = new Matrix[LAYERS];
    private final Matrix[] slope = new Matrix[LAYERS];
    private final Matrix[] gathered = new Matrix[LAYERS];
    private final float[][] biasGathered = new float[LAYERS][];

    Pass(Products products, int rows) {
      this.products = products;
      for (int layer = 0; layer < LAYERS; layer++) {
        out[layer] = Matrix.of(rows, outputs(layer));
        slope[layer] = Matrix.of(rows, outputs(layer));
        gathered[layer] = Matrix.of(outputs(layer), inputs(layer));
        biasGathered[layer] = new float[slope[layer].stride()];
      }
    }

    /** Returns the outputs of the first rows. */
    Matrix forward(Matrix x, int rows, Weights weights) {
      Matrix in = x;
      for (int layer = 0; layer < LAYERS; layer++) {
        products.rows(
            in,
            0,
            Matrix.group(rows),
            weights.forward[layer],
            weights.bias[layer],
            out[layer],
            0,
            layer < LAYERS - 1);
        in = out[layer];
      }
      return in;
    }

    /** Returns the memory for the gradient with respect to the outputs. */
    Matrix outputGradients() {
      return slope[LAYERS - 1];
    }

    /** Adds the contribution of the rows of the last {@link #forward} to the gradient. */
    void backward(Matrix x, int rows, Weights weights) {
      for (int layer = LAYERS - 1; layer >= 0; layer--) {
        Matrix dy = slope[layer];
        dy.clear(rows);
        if (layer < LAYERS - 1) {
          products.maskNegative(out[layer], 0, dy, 0, rows);
        }
        products.outer(dy, 0, layer == 0 ? x : out[layer - 1], 0, rows, gathered[layer]);
        products.sum(dy, 0, rows, biasGathered[layer]);
        if (layer > 0) {
          float[] none = new float[weights.backward[layer].stride()];
          Matrix dx = slope[layer - 1];
          products.rows(dy, 0, Matrix.group(rows), weights.backward[layer], none, dx, 0, false);
        }
      }
    }

    /** Adds the summed gradient to another, and resets it. */
    void gather(float[] gradient) {
      for (int layer = 0; layer < LAYERS; layer++) {
        for (int o = 0; o < outputs(layer); o++) {
          int to = at[layer] + o * inputs(layer);
          products.empty(gathered[layer], o, inputs(layer), gradient, to);
          gradient[biasAt(layer) + o] += biasGathered[layer][o];
        }
        Arrays.fill(biasGathered[layer], 0);
      }
    }
  }
}

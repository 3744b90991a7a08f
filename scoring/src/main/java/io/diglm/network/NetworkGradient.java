package io.diglm.network;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The network of a coupling and the way back: periodic features, hidden layers, a linear one. */
final class NetworkGradient {
  private final Products products;
  private final int inputs;
  private final int frequenciesAt;
  private final float[] frequencies;
  private final float[] frequencyGradient;
  private final List<DenseGradient> layers;

  /** Gradients on the way back, of a layer's output and input in turn (TILE, widest). */
  private final float[][] memory;

  private Matrix features;

  /**
   * Makes the network whose tensors are called {@code name...}.
   *
   * @param places where each tensor starts in the vector of all parameters
   */
  NetworkGradient(
      String name,
      int inputs,
      int outputs,
      FlowConfig config,
      ToIntFunction<String> places,
      Products products,
      Kernels kernels) {
    this.products = products;
    this.inputs = inputs;
    frequencies = new float[inputs * config.frequencies()];
    frequencyGradient = new float[frequencies.length];
    frequenciesAt = frequencies.length > 0 ? places.applyAsInt(name + ".frequencies") : 0;
    layers = new ArrayList<>();
    int width = inputs + 2 * frequencies.length;
    features = Matrix.of(0, width);
    int widest = features.stride();
    for (int i = 0; i <= config.depth(); i++) {
      String layer = name + "." + i;
      boolean last = i == config.depth();
      int next = last ? outputs : config.hidden();
      int weightAt = places.applyAsInt(layer + ".weight");
      int biasAt = places.applyAsInt(layer + ".bias");
      Optional<Activation> activation = last ? Optional.empty() : Optional.of(config.activation());
      layers.add(new DenseGradient(products, kernels, activation, weightAt, biasAt, width, next));
      widest = Math.max(widest, Matrix.of(0, next).stride());
      width = next;
    }
    memory = new float[2][Matrix.of(RowGradient.TILE, widest).at().length];
  }

  void reserve(int rows) {
    if (features.rows() < rows) {
      features = Matrix.of(rows, features.columns());
    }
    layers.forEach(layer -> layer.reserve(rows));
  }

  void load(float[] parameters) {
    System.arraycopy(parameters, frequenciesAt, frequencies, 0, frequencies.length);
    layers.forEach(layer -> layer.load(parameters));
  }

  /** Returns the outputs (R, p) of columns {@code first} on; rows {@code from} on are new. */
  Matrix forward(Slab slab, int first, int from, int to) {
    for (int r = from; r < to; r++) {
      int at = r * slab.dimension() + first;
      System.arraycopy(slab.at(), at, features.at(), r * features.stride(), inputs);
    }
    products.turn(features, from, to - from, inputs, frequencies);
    int end = from + Matrix.group(to - from);
    Arrays.fill(features.at(), to * features.stride(), end * features.stride(), 0);
    Matrix x = features;
    for (DenseGradient layer : layers) {
      x = layer.forward(x, from, to - from);
    }
    return x;
  }

  /** Returns room for the gradients by the outputs (TILE, p), from row 0 on. */
  Matrix outputGradients() {
    return lent(0, layers.get(layers.size() - 1).outputs());
  }

  private Matrix lent(int which, int columns) {
    Matrix shape = Matrix.of(0, columns);
    return new Matrix(RowGradient.TILE, columns, shape.stride(), memory[which]);
  }

  /** Adds to the gradients by columns {@code first} on, from those in {@link #outputGradients}. */
  void backward(Slab slab, int first, int from, int to) {
    Matrix dy = outputGradients();
    int which = 0;
    for (int i = layers.size() - 1; i >= 0; i--) {
      Matrix x = i == 0 ? features : layers.get(i - 1).output();
      which = 1 - which;
      Matrix dx = lent(which, x.columns());
      layers.get(i).backward(x, from, to - from, dy, dx);
      dy = dx;
    }
    products.turnBack(features, from, to - from, inputs, frequencies, dy, frequencyGradient);
    for (int r = from; r < to; r++) {
      int at = r * slab.dimension() + first;
      for (int i = 0; i < inputs; i++) {
        slab.gradient()[at + i] += dy.at()[(r - from) * dy.stride() + i];
      }
    }
  }

  void gather(float[] gradients) {
    for (int k = 0; k < frequencies.length; k++) {
      gradients[frequenciesAt + k] += frequencyGradient[k];
      frequencyGradient[k] = 0;
    }
    layers.forEach(layer -> layer.gather(gradients));
  }
}

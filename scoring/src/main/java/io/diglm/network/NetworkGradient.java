package io.diglm.network;

import io.diglm.model.FlowConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The network of a coupling and its back-propagation: periodic features, hidden layers, and a
 * linear layer.
 */
final class NetworkGradient implements ConditionerGradient {
  private final Products products;
  private final int inputs;
  private final int frequenciesAt;
  private final float[] frequencies;
  private final float[] frequencyGradient;
  private final List<LayerGradient> layers;

  /** Gradients of the backward pass, for the output and input of a layer in turn (TILE, widest). */
  private final float[][] memory;

  private Matrix features;

  NetworkGradient(Building building, String name, int inputs, int outputs) {
    this.products = building.products();
    this.inputs = inputs;
    FlowConfig config = building.config();
    frequencies = new float[inputs * config.frequencies()];
    frequencyGradient = new float[frequencies.length];
    frequenciesAt = frequencies.length > 0 ? building.place(name + ".frequencies") : 0;
    layers = new ArrayList<>();
    int width = inputs + 2 * frequencies.length;
    features = Matrix.of(0, width);
    int widest = features.stride();
    for (int i = 0; i < config.depth(); i++) {
      layers.add(hidden(building, name + "." + i, width, i == 0));
      width = config.hidden();
      widest = Math.max(widest, Matrix.of(0, width).stride());
    }
    layers.add(
        new DenseGradient(
            building,
            Optional.empty(),
            DenseGradient.Shape.of(building, name + "." + config.depth(), width, outputs)));
    widest = Math.max(widest, Matrix.of(0, outputs).stride());
    memory = new float[2][Matrix.of(RowGradient.TILE, widest).at().length];
  }

  private static LayerGradient hidden(Building building, String name, int width, boolean first) {
    FlowConfig config = building.config();
    if (config.network() == FlowConfig.Network.HIGHWAY && !first) {
      return new HighwayGradient(building, name, config.activation(), width);
    }
    return new DenseGradient(
        building,
        Optional.of(config.activation()),
        DenseGradient.Shape.of(building, name, width, config.hidden()));
  }

  @Override
  public void reserve(int rows) {
    if (features.rows() < rows) {
      features = Matrix.of(rows, features.columns());
    }
    layers.forEach(layer -> layer.reserve(rows));
  }

  @Override
  public void load(float[] parameters) {
    System.arraycopy(parameters, frequenciesAt, frequencies, 0, frequencies.length);
    layers.forEach(layer -> layer.load(parameters));
  }

  @Override
  public Matrix forward(Slab slab, int first, int from, int to) {
    for (int r = from; r < to; r++) {
      int at = r * slab.dimension() + first;
      System.arraycopy(slab.at(), at, features.at(), r * features.stride(), inputs);
    }
    products.turn(features, from, to - from, inputs, frequencies);
    int end = from + Matrix.group(to - from);
    Arrays.fill(features.at(), to * features.stride(), end * features.stride(), 0);
    Matrix x = features;
    for (LayerGradient layer : layers) {
      x = layer.forward(x, from, to - from);
    }
    return x;
  }

  @Override
  public Matrix output() {
    return layers.get(layers.size() - 1).output();
  }

  @Override
  public Matrix outputGradients() {
    return lent(0, layers.get(layers.size() - 1).outputs());
  }

  private Matrix lent(int which, int columns) {
    Matrix shape = Matrix.of(0, columns);
    return new Matrix(RowGradient.TILE, columns, shape.stride(), memory[which]);
  }

  @Override
  public void backward(Slab slab, int first, int from, int to) {
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

  @Override
  public void gather(float[] gradients) {
    for (int k = 0; k < frequencies.length; k++) {
      gradients[frequenciesAt + k] += frequencyGradient[k];
      frequencyGradient[k] = 0;
    }
    layers.forEach(layer -> layer.gather(gradients));
  }
}

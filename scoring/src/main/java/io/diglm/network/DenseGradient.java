package io.diglm.network;

import io.diglm.model.FlowConfig.Activation;
import java.util.Arrays;
import java.util.Optional;

/**
 * A layer y = a(W x + b) and its back-propagation, where a is the positive part, tanh(u), u
 * sigmoid(u), u Phi(u) or the identity.
 */
final class DenseGradient implements LayerGradient {
  /** The standard normal's density is this times e^{-u^2 / 2}. */
  private static final float NORMAL = (float) (1 / Math.sqrt(2 * Math.PI));

  private final Products products;
  private final Kernels kernels;
  private final Optional<Activation> activation;
  private final Shape shape;
  private final int inputs;
  private final int outputs;

  /** W as given (out, in), for the backward pass. */
  private final Matrix weight;

  /** W (in, out), for the forward pass. */
  private final Matrix transposed;

  private final float[] bias;
  private final float[] none;

  /**
   * The gradient with respect to W (out, in), or to W^T (in, out) if that leaves fewer vector lanes
   * empty.
   */
  private final Matrix weightGradient;

  private final boolean narrow;
  private final float[] biasGradient;
  private Matrix y;

  /** a'(W x + b) if it does not follow from y (R, out). */
  private float[] slopes = new float[0];

  private final float[] scratch;
  private final float[] more;

  /**
   * The tensors of a layer.
   *
   * @param weightAt the start of W (out, in) in the vector of all parameters
   * @param biasAt the start of b
   */
  record Shape(int weightAt, int biasAt, int inputs, int outputs) {
    static Shape of(Building building, String name, int inputs, int outputs) {
      return new Shape(
          building.place(name + ".weight"), building.place(name + ".bias"), inputs, outputs);
    }
  }

  /** Makes a layer; {@code activation} is a, if there is one. */
  DenseGradient(Building building, Optional<Activation> activation, Shape shape) {
    this.products = building.products();
    this.kernels = building.kernels();
    this.activation = activation;
    this.shape = shape;
    this.inputs = shape.inputs();
    this.outputs = shape.outputs();
    weight = Matrix.of(outputs, inputs);
    transposed = Matrix.of(inputs, outputs);
    narrow = inputs < outputs && inputs < products.lanes();
    weightGradient = narrow ? Matrix.of(inputs, outputs) : Matrix.of(outputs, inputs);
    bias = new float[transposed.stride()];
    biasGradient = new float[transposed.stride()];
    none = new float[weight.stride()];
    y = Matrix.of(0, outputs);
    scratch = new float[RowGradient.TILE * y.stride()];
    more = new float[is(Activation.GELU) ? scratch.length : 0];
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public Matrix output() {
    return y;
  }

  @Override
  public void reserve(int rows) {
    if (y.rows() < rows) {
      y = Matrix.of(rows, outputs);
      slopes = new float[is(Activation.SILU) || is(Activation.GELU) ? y.at().length : 0];
    }
  }

  private boolean is(Activation one) {
    return activation.filter(a -> a == one).isPresent();
  }

  @Override
  public void load(float[] parameters) {
    System.arraycopy(parameters, shape.biasAt(), bias, 0, outputs);
    for (int o = 0; o < outputs; o++) {
      int at = shape.weightAt() + o * inputs;
      System.arraycopy(parameters, at, weight.at(), o * weight.stride(), inputs);
    }
    turn(parameters);
  }

  /** It works in blocks of outputs, so that each cache line is written once. */
  private void turn(float[] parameters) {
    float[] turned = transposed.at();
    for (int from = 0; from < outputs; from += Matrix.LINE) {
      int to = Math.min(outputs, from + Matrix.LINE);
      for (int i = 0; i < inputs; i++) {
        int at = shape.weightAt() + from * inputs + i;
        int row = i * transposed.stride();
        for (int o = from; o < to; o++, at += inputs) {
          turned[row + o] = parameters[at];
        }
      }
    }
  }

  @Override
  public Matrix forward(Matrix x, int from, int rows) {
    int whole = Matrix.group(rows);
    products.rows(x, from, whole, transposed, bias, y, from, is(Activation.RELU));
    int at = from * y.stride();
    int count = whole * y.stride();
    if (is(Activation.TANH)) {
      System.arraycopy(y.at(), at, scratch, 0, count);
      kernels.tanh(scratch, count);
      System.arraycopy(scratch, 0, y.at(), at, count);
    } else if (is(Activation.SILU)) {
      System.arraycopy(y.at(), at, scratch, 0, count);
      kernels.sigmoid(scratch, count);
      silu(at, count);
    } else if (is(Activation.GELU)) {
      System.arraycopy(y.at(), at, scratch, 0, count);
      kernels.gelu(scratch, count, more);
      gelu(at, count);
    }
    return y;
  }

  private void silu(int at, int count) {
    float[] u = y.at();
    for (int i = 0; i < count; i++) {
      float s = scratch[i];
      slopes[at + i] = s * (1 + u[at + i] * (1 - s));
      u[at + i] *= s;
    }
  }

  /** The slope of u Phi(u) is Phi(u) + u phi(u). */
  private void gelu(int at, int count) {
    float[] u = y.at();
    for (int i = 0; i < count; i++) {
      float input = u[at + i];
      float share = input == 0 ? 0.5f : scratch[i] / input;
      slopes[at + i] = share + input * NORMAL * more[i];
      u[at + i] = scratch[i];
    }
  }

  @Override
  public void backward(Matrix x, int from, int rows, Matrix dy, Matrix dx) {
    int at = from * y.stride();
    int count = rows * y.stride();
    if (is(Activation.RELU)) {
      products.maskNegative(y, from, dy, 0, rows);
    } else if (is(Activation.TANH)) {
      for (int i = 0; i < count; i++) {
        dy.at()[i] *= 1 - y.at()[at + i] * y.at()[at + i];
      }
    } else if (slopes.length > 0) {
      for (int i = 0; i < count; i++) {
        dy.at()[i] *= slopes[at + i];
      }
    }
    if (narrow) {
      products.outer(x, from, dy, 0, rows, weightGradient);
    } else {
      products.outer(dy, 0, x, from, rows, weightGradient);
    }
    products.sum(dy, 0, rows, biasGradient);
    products.rows(dy, 0, Matrix.group(rows), weight, none, dx, 0, false);
  }

  @Override
  public void gather(float[] gradients) {
    for (int o = 0; o < outputs; o++) {
      if (!narrow) {
        products.empty(weightGradient, o, inputs, gradients, shape.weightAt() + o * inputs);
      }
      gradients[shape.biasAt() + o] += biasGradient[o];
    }
    if (narrow) {
      gatherTurned(gradients);
    }
    Arrays.fill(biasGradient, 0);
  }

  private void gatherTurned(float[] gradients) {
    float[] turned = weightGradient.at();
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        gradients[shape.weightAt() + o * inputs + i] += turned[i * weightGradient.stride() + o];
      }
    }
    Arrays.fill(turned, 0);
  }
}

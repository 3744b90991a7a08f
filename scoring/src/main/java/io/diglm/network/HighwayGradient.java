package io.diglm.network;

import io.diglm.model.FlowConfig.Activation;
import java.util.Optional;

/**
 * A layer y = h + g (t - h), t = a(T h), g = sigmoid(G h), and its back-propagation (Srivastava et
 * al. 2015). Let d be the gradient with respect to y. The gradient with respect to t is d g, to G h
 * it is d (t - h) g (1 - g), and to h it is d (1 - g) plus the contributions through both.
 */
final class HighwayGradient implements LayerGradient {
  private final Kernels kernels;
  private final DenseGradient transform;
  private final DenseGradient gate;
  private Matrix y;

  /** g (R, out). */
  private float[] shares = new float[0];

  private final float[] scratch;
  private final Matrix byGate;
  private final Matrix throughGate;
  private final Matrix byTransform;

  /** Makes a layer as wide as its input. */
  HighwayGradient(Building building, String name, Activation activation, int width) {
    kernels = building.kernels();
    transform =
        new DenseGradient(
            building,
            Optional.of(activation),
            DenseGradient.Shape.of(building, name + ".transform", width, width));
    gate =
        new DenseGradient(
            building,
            Optional.empty(),
            DenseGradient.Shape.of(building, name + ".gate", width, width));
    y = Matrix.of(0, width);
    byGate = Matrix.of(RowGradient.TILE, width);
    throughGate = Matrix.of(RowGradient.TILE, width);
    byTransform = Matrix.of(RowGradient.TILE, width);
    scratch = new float[RowGradient.TILE * y.stride()];
  }

  @Override
  public int outputs() {
    return y.columns();
  }

  @Override
  public Matrix output() {
    return y;
  }

  @Override
  public void reserve(int rows) {
    transform.reserve(rows);
    gate.reserve(rows);
    if (y.rows() < rows) {
      y = Matrix.of(rows, y.columns());
      shares = new float[y.at().length];
    }
  }

  @Override
  public void load(float[] parameters) {
    transform.load(parameters);
    gate.load(parameters);
  }

  @Override
  public Matrix forward(Matrix x, int from, int rows) {
    float[] candidate = transform.forward(x, from, rows).at();
    float[] raw = gate.forward(x, from, rows).at();
    int at = from * y.stride();
    int count = Matrix.group(rows) * y.stride();
    System.arraycopy(raw, at, scratch, 0, count);
    kernels.sigmoid(scratch, count);
    System.arraycopy(scratch, 0, shares, at, count);
    for (int r = from; r < from + Matrix.group(rows); r++) {
      int own = r * y.stride();
      int given = r * x.stride();
      for (int j = 0; j < y.columns(); j++) {
        float h = x.at()[given + j];
        y.at()[own + j] = h + shares[own + j] * (candidate[own + j] - h);
      }
    }
    return y;
  }

  @Override
  public void backward(Matrix x, int from, int rows, Matrix dy, Matrix dx) {
    byGate.clear(rows);
    byTransform.clear(rows);
    float[] candidate = transform.output().at();
    for (int r = 0; r < rows; r++) {
      int at = r * y.stride();
      int own = (from + r) * y.stride();
      int given = (from + r) * x.stride();
      for (int j = 0; j < y.columns(); j++) {
        float d = dy.at()[at + j];
        float g = shares[own + j];
        byTransform.at()[at + j] = d * g;
        byGate.at()[at + j] = d * (candidate[own + j] - x.at()[given + j]) * g * (1 - g);
        dy.at()[at + j] = d - d * g;
      }
    }
    gate.backward(x, from, rows, byGate, throughGate);
    transform.backward(x, from, rows, byTransform, dx);
    for (int i = 0; i < rows * y.stride(); i++) {
      dx.at()[i] += throughGate.at()[i] + dy.at()[i];
    }
  }

  @Override
  public void gather(float[] gradients) {
    transform.gather(gradients);
    gate.gather(gradients);
  }
}

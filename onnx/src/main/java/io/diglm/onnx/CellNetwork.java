package io.diglm.onnx;

import io.diglm.density.CellDensity;
import io.diglm.model.TensorData;
import io.diglm.onnx.CellAxes.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The network of the density of cells in a graph, with features and outputs in the order in which a
 * graph has them; its weights are turned accordingly.
 *
 * @param components of a number's mixture
 * @param weights of the model file
 */
record CellNetwork(Ops ops, CellAxes axes, int components, Map<String, TensorData> weights) {
  /**
   * Returns the outputs: of numbers logits, means and log-scales, then the logits of levels and
   * codes.
   *
   * @param features (N, F) in parts
   * @param order where the file has each feature
   */
  Value of(List<Value> features, List<Integer> order) {
    int[] columns = order.stream().mapToInt(Integer::intValue).toArray();
    Value h = layer(0, ops.beside(features), columns, new int[0]);
    h = layer(1, ops.graph().op("Relu", h), new int[0], new int[0]);
    return layer(2, ops.graph().op("Relu", h), new int[0], outputOrder());
  }

  private int[] outputOrder() {
    List<Integer> order = new ArrayList<>();
    int m = components;
    for (int kind = 0; kind < 3; kind++) {
      for (Numbers axis : axes.numbers()) {
        for (int i = 0; i < m; i++) {
          order.add(axes.outputsAt(axis.d()) + kind * m + i);
        }
      }
    }
    axes.levels().forEach(axis -> addRange(order, axis.d(), axis.levels()));
    axes.codes().forEach(axis -> addRange(order, axis.d(), axis.codes().length));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private void addRange(List<Integer> order, int d, int count) {
    for (int i = 0; i < count; i++) {
      order.add(axes.outputsAt(d) + i);
    }
  }

  /** W x + b with its columns and rows in another order, where one is given. */
  private Value layer(int number, Value x, int[] columns, int[] rows) {
    TensorData weight = tensor(number + ".weight");
    float[] values = weight.floats();
    float[] bias = tensor(number + ".bias").floats();
    int inputs = (int) weight.shape()[1];
    int outputs = (int) weight.shape()[0];
    float[] turned = new float[inputs * outputs];
    float[] turnedBias = new float[outputs];
    for (int o = 0; o < outputs; o++) {
      int from = rows.length == 0 ? o : rows[o];
      turnedBias[o] = bias[from];
      for (int i = 0; i < inputs; i++) {
        int column = columns.length == 0 ? i : columns[i];
        turned[o * inputs + i] = values[from * inputs + column];
      }
    }
    return ops.graph()
        .op(
            "Gemm",
            List.of(Attribute.of("transB", 1)),
            x,
            ops.singles(new long[] {outputs, inputs}, turned),
            ops.singles(new long[] {outputs}, turnedBias));
  }

  private TensorData tensor(String name) {
    return Objects.requireNonNull(weights.get(CellDensity.PREFIX + name), name);
  }
}

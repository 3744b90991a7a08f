package io.diglm.network;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The derivative of sums of features of a flow of rows by its input v, by back-propagation. Safe to
 * share between threads.
 */
public final class FlowJacobian {
  private final FlowConfig flow;
  private final int dimension;
  private final int width;
  private final Optional<Hinges> hinges;
  private final Map<String, float[]> tensors;
  private final Map<String, Integer> places = new HashMap<>();
  private final float[] parameters;

  private FlowJacobian(FlowConfig flow, int dimension, Map<String, float[]> tensors) {
    this.flow = flow;
    this.dimension = dimension;
    width = flow.width(dimension);
    hinges = flow.hinges().map(count -> new Hinges(tensor(tensors, Hinges.TENSOR)));
    this.tensors = tensors;
    parameters = new float[tensors.values().stream().mapToInt(t -> t.length).sum()];
    int at = 0;
    for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
      places.put(tensor.getKey(), at);
      System.arraycopy(tensor.getValue(), 0, parameters, at, tensor.getValue().length);
      at += tensor.getValue().length;
    }
  }

  /**
   * Takes the flow of a network.
   *
   * @param flow shape of the network
   * @param dimension D, the width of an encoded row
   * @param weights the tensors of a network
   * @return the derivatives of its flow
   */
  public static FlowJacobian of(FlowConfig flow, int dimension, Map<String, TensorData> weights) {
    Map<String, float[]> tensors = new HashMap<>();
    weights.forEach((name, tensor) -> tensors.put(name, tensor.floats()));
    if (flow.norm() != Norm.BATCHNORM) {
      return new FlowJacobian(flow, dimension, tensors);
    }
    fix(tensors);
    return new FlowJacobian(flow.norm(Norm.ACTNORM), dimension, tensors);
  }

  /**
   * Turns batch norms into norms that no other row of a batch changes: (x - mean) e^s + shift = x
   * e^s + (shift - mean e^s).
   */
  private static void fix(Map<String, float[]> tensors) {
    String last = ".variance";
    for (String variance : tensors.keySet().stream().filter(n -> n.endsWith(last)).toList()) {
      String name = variance.substring(0, variance.length() - last.length());
      float[] logScale = tensor(tensors, name + ".logScale").clone();
      float[] shift = tensor(tensors, name + ".shift").clone();
      for (int j = 0; j < shift.length; j++) {
        double log = 0.5 * Math.log(tensor(tensors, variance)[j] + NormStep.EPSILON);
        logScale[j] = (float) (logScale[j] - log);
        shift[j] -= (float) (tensor(tensors, name + ".mean")[j] * Math.exp(logScale[j]));
      }
      tensors.put(name + ".logScale", logScale);
      tensors.put(name + ".shift", shift);
      tensors.put(name + ".initialised", new float[] {1});
    }
  }

  private static float[] tensor(Map<String, float[]> tensors, String name) {
    float[] tensor = tensors.get(name);
    if (tensor == null) {
      throw new UnusableFileException("weights must hold " + name + ", got none");
    }
    return tensor;
  }

  /**
   * {@return the derivatives of M sums of features z by v (N, M, D): d(sum_i w_mi z_i)/dv_j}
   *
   * @param v encoded rows (N, D)
   * @param sums w (M, W), W the width of z
   */
  public float[] of(float[] v, float[] sums) {
    int rows = v.length / dimension;
    int count = sums.length / width;
    float[] all = new float[rows * count * dimension];
    RowGradient gradient = RowGradient.of(flow, width, this::place, name -> tensor(tensors, name));
    gradient.load(parameters);
    for (int from = 0; from < rows; from += RowGradient.TILE) {
      int some = Math.min(rows - from, RowGradient.TILE);
      float[] tile = Arrays.copyOfRange(v, from * dimension, (from + some) * dimension);
      float[] lifted = hinges.map(h -> h.lifted(tile, dimension)).orElse(tile);
      for (int m = 0; m < count; m++) {
        float[] back =
            back(gradient, lifted, some, Arrays.copyOfRange(sums, m * width, (m + 1) * width));
        float[] byInput = hinges.map(h -> h.folded(back, tile, dimension)).orElse(back);
        for (int r = 0; r < some; r++) {
          int to = ((from + r) * count + m) * dimension;
          System.arraycopy(byInput, r * dimension, all, to, dimension);
        }
      }
    }
    return all;
  }

  private int place(String name) {
    tensor(tensors, name);
    return places.getOrDefault(name, 0);
  }

  /**
   * The derivative of a sum of z by what the flow maps. Going back may change what forward kept.
   */
  private float[] back(RowGradient gradient, float[] v, int rows, float[] sum) {
    gradient.forward(v, new float[v.length], new double[rows]);
    float[] byLatent = new float[v.length];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(sum, 0, byLatent, r * width, width);
    }
    gradient.backward(byLatent, new double[rows]);
    float[] byInput = new float[v.length];
    gradient.inputGradient(byInput);
    return byInput;
  }
}

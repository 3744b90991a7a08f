package io.diglm.network;

import java.util.Arrays;

/** A learned constant, which replaces a network without inputs, and its back-propagation. */
final class ConstantGradient implements ConditionerGradient {
  private final int at;
  private final float[] constant;
  private final double[] gathered;
  private final Matrix byOutput;
  private Matrix output;

  ConstantGradient(Building building, String name, int outputs) {
    at = building.place(name + ".constant");
    constant = new float[outputs];
    gathered = new double[outputs];
    byOutput = Matrix.of(RowGradient.TILE, outputs);
    output = Matrix.of(0, outputs);
  }

  @Override
  public void reserve(int rows) {
    if (output.rows() < rows) {
      output = Matrix.of(rows, constant.length);
    }
  }

  @Override
  public void load(float[] parameters) {
    System.arraycopy(parameters, at, constant, 0, constant.length);
  }

  @Override
  public Matrix forward(Slab slab, int first, int from, int to) {
    for (int r = from; r < to; r++) {
      System.arraycopy(constant, 0, output.at(), r * output.stride(), constant.length);
    }
    return output;
  }

  @Override
  public Matrix output() {
    return output;
  }

  @Override
  public Matrix outputGradients() {
    return byOutput;
  }

  @Override
  public void backward(Slab slab, int first, int from, int to) {
    for (int r = 0; r < to - from; r++) {
      for (int o = 0; o < constant.length; o++) {
        gathered[o] += byOutput.at()[r * byOutput.stride() + o];
      }
    }
  }

  @Override
  public void gather(float[] gradients) {
    for (int o = 0; o < constant.length; o++) {
      gradients[at + o] += (float) gathered[o];
    }
    Arrays.fill(gathered, 0);
  }
}

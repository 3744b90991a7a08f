package io.diglm.network;

/**
 * y_i = x_{order[i]}.
 *
 * @param order the source column of each column
 * @param inverse the order that undoes it
 */
record PermutationGradient(int[] order, int[] inverse) implements StepGradient {
  static PermutationGradient of(int... order) {
    return new PermutationGradient(order, RowFlow.inverse(order));
  }

  @Override
  public void reserve(int rows) {
    // It keeps nothing.
  }

  @Override
  public void load(float[] parameters) {
    // It learns nothing.
  }

  @Override
  public void forward(Slab slab, int from, int to) {
    move(order, slab.at(), from, to);
  }

  @Override
  public void backward(Slab slab, int from, int to) {
    move(inverse, slab.gradient(), from, to);
  }

  @Override
  public void gather(float[] gradients) {
    // It learns nothing.
  }

  private static void move(int[] order, float[] numbers, int from, int to) {
    int dimension = order.length;
    float[] row = new float[dimension];
    for (int r = from; r < to; r++) {
      System.arraycopy(numbers, r * dimension, row, 0, dimension);
      for (int j = 0; j < dimension; j++) {
        numbers[r * dimension + j] = row[order[j]];
      }
    }
  }
}

package io.diglm.network;

/** y_i = x_{order[i]}. */
record PermutationStep(int[] order, int[] inverse) implements Step {
  static PermutationStep of(int... order) {
    return new PermutationStep(order, RowFlow.inverse(order));
  }

  @Override
  public void forward(Tile tile, Kernels kernels) {
    move(tile, order);
  }

  @Override
  public void inverse(Tile tile, Kernels kernels) {
    move(tile, inverse);
  }

  @Override
  public int width() {
    return order.length;
  }

  static void move(Tile tile, int[] order) {
    int rows = tile.rows();
    System.arraycopy(tile.at(), 0, tile.first(), 0, order.length * rows);
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(tile.first(), order[i] * rows, tile.at(), i * rows, rows);
    }
  }
}

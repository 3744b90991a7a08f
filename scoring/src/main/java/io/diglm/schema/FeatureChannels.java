package io.diglm.schema;

import java.util.List;

/** The channels of the axes of one feature. */
final class FeatureChannels {
  private final Feature feature;
  private final List<Channel> channels;

  FeatureChannels(Feature feature) {
    this.feature = feature;
    channels = feature.axes().stream().map(a -> a.channel(feature.type())).toList();
  }

  /**
   * Encodes from dimension {@code d} on; returns the next feature's first dimension.
   *
   * @param raw room for the block's cells
   */
  int encode(BoundColumn column, Block block, double[] raw, int d) {
    column.gather(block, raw);
    for (int axis = 0; axis < channels.size(); axis++) {
      channels.get(axis).encode(raw, block, d + axis);
    }
    return d + channels.size();
  }

  /**
   * Reads cells (N, D) from dimension {@code d} on; returns the next feature's first dimension.
   *
   * @param raw room for the block's cells
   */
  int read(BoundColumn column, Block block, double[] raw, double[] cells, int d) {
    column.gather(block, raw);
    for (int axis = 0; axis < channels.size(); axis++) {
      Channel channel = channels.get(axis);
      int at = d + axis;
      for (int i = 0; i < block.size(); i++, at += block.dimension()) {
        cells[at] = channel.cell(raw[i]);
      }
    }
    return d + channels.size();
  }

  /** Decodes from dimension {@code d} on of v (rows, dimension). */
  TableColumn decode(float[] v, int rows, int dimension, int d) {
    return column(rows, (row, axis) -> channels.get(axis).decode(v[row * dimension + d + axis]));
  }

  /** The same for cells (rows, dimension). A missing value has none. */
  TableColumn decode(double[] cells, int rows, int dimension, int d) {
    return column(
        rows,
        (row, axis) -> {
          double cell = cells[row * dimension + d + axis];
          return Double.isNaN(cell) ? 0 : channels.get(axis).value(cell);
        });
  }

  /** The contribution of an axis to the raw cell of a row. */
  private interface Part {
    double of(int row, int axis);
  }

  private TableColumn column(int rows, Part part) {
    double[] values = new double[rows];
    for (int axis = 0; axis < channels.size(); axis++) {
      for (int row = 0; row < rows; row++) {
        values[row] += part.of(row, axis);
      }
    }
    return new TableColumn(feature.name(), feature.type(), cells(values));
  }

  private Cells cells(double[] values) {
    if (feature.type() != StorageType.TEXT) {
      return new Cells.Numbers(values);
    }
    int[] codes = new int[values.length];
    for (int row = 0; row < codes.length; row++) {
      codes[row] = Double.isNaN(values[row]) ? -1 : (int) values[row];
    }
    return new Cells.Texts(codes, texts());
  }

  private List<String> texts() {
    return feature.axes().stream()
        .filter(LevelAxis.class::isInstance)
        .flatMap(a -> ((LevelAxis) a).texts().stream())
        .toList();
  }
}

package io.diglm.insight;

import io.diglm.model.Manifest;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoded;
import io.diglm.schema.Encoder;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows over which effects are averaged, as the network sees them.
 *
 * @param size N
 * @param dimension D
 * @param changes whose effects are averaged
 * @param v (N, D), bounded as in predictions
 * @param slopes dv/dx (N, D) of numbers, in the units of their columns; NaN where a cell is missing
 *     and of other dimensions
 * @param present whether a dimension has a cell (N, D)
 * @param offsets (N), 0 without offsets
 * @param weights (N)
 */
record EffectRows(
    int size,
    int dimension,
    List<Change> changes,
    float[] v,
    double[] slopes,
    boolean[] present,
    double[] offsets,
    double[] weights) {

  /**
   * Encodes at most so many rows of a table.
   *
   * @throws IllegalArgumentException if none can be used
   */
  static EffectRows of(Manifest manifest, Table table, List<Change> changes, int most) {
    Encoder encoder = new Encoder(manifest.schema());
    Table completed = manifest.schema().completed(table);
    Set<Integer> bad =
        encoder.bind(completed).problems().stream()
            .map(RowProblem::row)
            .collect(Collectors.toSet());
    Table good =
        completed
            .take(IntStream.range(0, table.rows()).filter(row -> !bad.contains(row)).toArray())
            .evenly(most);
    if (good.rows() == 0) {
      throw new IllegalArgumentException(
          "rows must include one like those of training, got none of %d in %s"
              .formatted(table.rows(), table.source()));
    }
    return of(manifest, encoder, good, changes);
  }

  private static EffectRows of(
      Manifest manifest, Encoder encoder, Table table, List<Change> changes) {
    BoundTable bound = encoder.bind(table);
    Encoded encoded = encoder.encode(bound, 0, table.rows());
    double[] cells = encoder.cells(bound, 0, table.rows());
    boolean bounded = manifest.density().isPresent();
    double[] slopes = new double[cells.length];
    Arrays.fill(slopes, Double.NaN);
    boolean[] present = new boolean[cells.length];
    for (Change change : changes) {
      for (int at = change.dimension(); at < cells.length; at += encoder.dimension()) {
        present[at] = !Double.isNaN(cells[at]);
        if (present[at] && change.number().isPresent()) {
          double limit = bounded ? encoder.boundedSlope(change.dimension(), encoded.v()[at]) : 1;
          slopes[at] = change.number().get().slope(cells[at]) * limit;
        }
      }
    }
    return new EffectRows(
        table.rows(),
        encoder.dimension(),
        changes,
        bounded ? encoder.bounded(encoded.v()) : encoded.v(),
        slopes,
        present,
        encoded.offsets().length == 0 ? new double[table.rows()] : encoded.offsets(),
        manifest.schema().weights(table));
  }

  /** Returns the weight of the rows that have a cell of a change. */
  double weight(int change) {
    int d = changes.get(change).dimension();
    return IntStream.range(0, size)
        .filter(row -> present[row * dimension + d])
        .mapToDouble(row -> weights[row])
        .sum();
  }

  /** Returns v of rows {@code from} to {@code to - 1}. */
  float[] encoded(int from, int to) {
    return Arrays.copyOfRange(v, from * dimension, to * dimension);
  }
}

package io.diglm.train;

import io.diglm.schema.Axis;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.Feature;
import io.diglm.schema.Level;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Schema;
import io.diglm.schema.Span;
import io.diglm.schema.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Counts of the cells of a schema's axes that add up over shards: how many rows have each level,
 * how many lack a value, and between which numbers the others lie. Counts, least and greatest are
 * the same in whatever order shards answer.
 *
 * <p>Levels that the sample lacks are counted together: they are rare, and share the interval of
 * unknown levels.
 */
public final class SchemaCounts implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int BATCH = 4096;

  private final long[][] levels;
  private final long[] missing;
  private final double[] least;
  private final double[] greatest;
  private long rows;

  /**
   * Makes counts of no rows.
   *
   * @param schema inferred from the sample
   */
  public SchemaCounts(Schema schema) {
    List<Axis> axes = axes(schema);
    levels = new long[axes.size()][0];
    missing = new long[axes.size()];
    least = new double[axes.size()];
    greatest = new double[axes.size()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
    for (int d = 0; d < levels.length; d++) {
      if (axes.get(d) instanceof LevelAxis level) {
        levels[d] = new long[level.levels().size() + 1];
      }
    }
  }

  private static List<Axis> axes(Schema schema) {
    return schema.features().stream().flatMap(f -> f.axes().stream()).toList();
  }

  /**
   * Counts the rows of a table.
   *
   * @param encoder of the same schema
   * @param table rows to count
   */
  public void add(Encoder encoder, Table table) {
    BoundTable bound = encoder.bind(table);
    int width = levels.length;
    rows += table.rows();
    for (int from = 0; from < table.rows(); from += BATCH) {
      double[] cells = encoder.cells(bound, from, Math.min(table.rows(), from + BATCH));
      for (int i = 0; i < cells.length; i++) {
        count(i % width, cells[i]);
      }
    }
  }

  private void count(int d, double cell) {
    if (Double.isNaN(cell)) {
      missing[d]++;
    } else if (levels[d].length > 0) {
      levels[d][(int) cell]++;
    } else {
      least[d] = Math.min(least[d], cell);
      greatest[d] = Math.max(greatest[d], cell);
    }
  }

  /**
   * Adds other counts to these.
   *
   * @param other of the same schema
   * @return these counts
   */
  public SchemaCounts plus(SchemaCounts other) {
    rows += other.rows;
    for (int d = 0; d < levels.length; d++) {
      for (int level = 0; level < levels[d].length; level++) {
        levels[d][level] += other.levels[d][level];
      }
      missing[d] += other.missing[d];
      least[d] = Math.min(least[d], other.least[d]);
      greatest[d] = Math.max(greatest[d], other.greatest[d]);
    }
    return this;
  }

  /**
   * {@return the schema with these counts} A column that lacks a value in some row gains an axis
   * for it, if the sample showed none.
   *
   * @param sampled schema of the sample
   * @throws IllegalArgumentException if a number is infinite
   */
  public Schema refine(Schema sampled) {
    List<Feature> features = new ArrayList<>();
    int d = 0;
    for (Feature feature : sampled.features()) {
      List<Axis> axes = new ArrayList<>();
      long lacking = missing[d];
      for (Axis axis : feature.axes()) {
        if (!(axis instanceof MissingAxis)) {
          axes.add(refined(axis, feature.name(), d));
        }
        d++;
      }
      if (lacking > 0) {
        axes.add(new MissingAxis((lacking + 1.0) / (rows + 2.0)));
      }
      features.add(new Feature(feature.name(), feature.type(), axes));
    }
    return new Schema(features, sampled.target(), sampled.pixels());
  }

  private Axis refined(Axis axis, String column, int d) {
    if (axis instanceof LevelAxis level) {
      return counted(level, levels[d]);
    }
    if (axis instanceof NumberAxis number && least[d] <= greatest[d]) {
      if (Double.isInfinite(greatest[d] - least[d])) {
        throw new IllegalArgumentException(
            "column '%s' must hold finite numbers, got %s to %s"
                .formatted(column, least[d], greatest[d]));
      }
      Optional<Span> span = number.span().map(s -> new Span(least[d], greatest[d], s.standIn()));
      return new NumberAxis(number.part(), number.cut(), number.grid(), number.scaling(), span);
    }
    return axis;
  }

  private static LevelAxis counted(LevelAxis axis, long[] counts) {
    List<Level> levels = new ArrayList<>();
    for (int level = 0; level < axis.levels().size(); level++) {
      levels.add(new Level(axis.levels().get(level).text(), whole(counts[axis.interval(level)])));
    }
    return new LevelAxis(axis.part(), levels, axis.unknown(), whole(counts[axis.unknown()]));
  }

  private static int whole(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }
}

package io.diglm.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A frame to train on where its rows are, with something odd about its partitions, columns or
 * labels.
 */
final class OddShards {
  private static final String CLASS = "Kind";
  private static final String NUMBER = "y";
  private static final int MANY = 300;
  private static final int FEW = 12;

  /** The fewest rows of a driver's sample. */
  static final int SAMPLED = 1000;

  private final List<Oddity> odd;
  private StructType schema;
  private @Nullable Object[][] cells;
  private int[] sizes;

  private OddShards(OddFrame frame, int[] sizes, List<Oddity> odd) {
    this.odd = odd;
    schema = frame.schema();
    this.sizes = sizes;
    cells = new @Nullable Object[frame.rows().size()][];
    Arrays.setAll(cells, row -> cellsOf(frame.rows().get(row)));
  }

  private static @Nullable Object[] cellsOf(Row row) {
    @Nullable Object[] cells = new @Nullable Object[row.size()];
    Arrays.setAll(cells, row::get);
    return cells;
  }

  private interface Change {
    void make(OddShards frame, SplittableRandom random);
  }

  /** What may be odd. Some are so from the start. */
  enum Oddity {
    HARDLY_A_ROW((frame, random) -> {}),
    ODD_CELLS_AND_COLUMNS((frame, random) -> {}),
    EMPTY_PARTITIONS(
        (frame, random) -> {
          frame.sizes = Arrays.copyOf(frame.sizes, frame.sizes.length + 2);
          frame.sizes[frame.sizes.length - 1] = frame.sizes[0];
          frame.sizes[0] = 0;
        }),
    ONE_GIANT_PARTITION((frame, random) -> frame.sizes = new int[] {frame.cells.length, 0}),
    A_ROW_IN_EACH_PARTITION(
        (frame, random) -> {
          frame.cells = Arrays.copyOf(frame.cells, Math.min(FEW, frame.cells.length));
          frame.sizes = IntStream.generate(() -> 1).limit(frame.cells.length).toArray();
        }),
    AN_EMPTY_COLUMN((frame, random) -> frame.fill(random.nextInt(6), row -> null)),
    A_CONSTANT_COLUMN(
        (frame, random) -> {
          int column = random.nextInt(6);
          frame.fill(column, row -> frame.cells[0][column]);
        }),
    A_COLUMN_EMPTY_IN_ONE_PARTITION(
        (frame, random) -> {
          int column = random.nextInt(6);
          frame.fill(column, row -> row < frame.sizes[0] ? null : frame.cells[row][column]);
        }),
    MANY_COLUMNS(
        (frame, random) -> {
          for (int i = 0; i < MANY; i++) {
            frame.schema = frame.schema.add("`more." + i, DataTypes.DoubleType);
            for (int row = 0; row < frame.cells.length; row++) {
              @Nullable Object[] wider = Arrays.copyOf(frame.cells[row], frame.schema.length());
              wider[frame.schema.length() - 1] = random.nextDouble();
              frame.cells[row] = wider;
            }
          }
        }),
    ONE_LABEL((frame, random) -> frame.label(row -> 3)),
    A_LABEL_IN_EACH_PARTITION((frame, random) -> frame.label(frame::partition)),
    A_LABEL_OF_ONE_ROW((frame, random) -> frame.label(row -> row == 0 ? 1 : 0)),
    A_FAR_TARGET((frame, random) -> frame.put(NUMBER, random.nextInt(FEW), 1e299)),
    ODD_TARGETS(
        (frame, random) -> {
          double[] few = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e307};
          for (int row = 0; row < frame.cells.length; row += 1 + random.nextInt(20)) {
            frame.put(NUMBER, row, few[random.nextInt(few.length)]);
          }
        }),
    HARDLY_A_LABEL(
        (frame, random) -> {
          int kept = random.nextInt(FEW);
          for (int row = kept; row < frame.cells.length; row++) {
            frame.put(NUMBER, row, null);
            frame.put(CLASS, row, null);
          }
        });

    @SuppressWarnings("ImmutableEnumChecker") // a change has no state
    private final Change change;

    Oddity(Change change) {
      this.change = change;
    }
  }

  /** Makes a frame with an oddity, and at times with another one. */
  static OddShards of(Oddity first, SplittableRandom random) {
    List<Oddity> odd = new ArrayList<>(List.of(first));
    if (random.nextInt(3) == 0) {
      odd.add(Oddity.values()[random.nextInt(Oddity.values().length)]);
    }
    int most = odd.contains(Oddity.MANY_COLUMNS) ? 1 : 240; // wide rows take long
    int least = most > 1 && random.nextInt(4) == 0 ? SAMPLED : 60; // of many the driver has a part
    int rows = odd.contains(Oddity.HARDLY_A_ROW) ? random.nextInt(8) : least + random.nextInt(most);
    OddFrame frame =
        odd.contains(Oddity.ODD_CELLS_AND_COLUMNS)
            ? OddFrame.mutated(rows, random)
            : OddFrame.usual(rows, random);
    OddShards made = new OddShards(frame, cut(rows, 2 + random.nextInt(3), random), odd);
    if (rows > 0) {
      odd.forEach(oddity -> oddity.change.make(made, random));
    }
    return made;
  }

  /** Cuts rows into partitions of random sizes. */
  private static int[] cut(int rows, int parts, SplittableRandom random) {
    int[] ends = new int[parts];
    Arrays.setAll(ends, part -> part == 0 ? rows : random.nextInt(rows + 1));
    Arrays.sort(ends);
    return IntStream.range(0, parts).map(i -> ends[i] - (i == 0 ? 0 : ends[i - 1])).toArray();
  }

  private void fill(int column, IntFunction<@Nullable Object> cell) {
    if (column < schema.length()) {
      for (int row = 0; row < cells.length; row++) {
        cells[row][column] = cell.apply(row);
      }
    }
  }

  /** Puts a label, if there is still a column of this name and of the type of training. */
  private void put(String name, int row, @Nullable Object cell) {
    int at = List.of(schema.fieldNames()).indexOf(name);
    boolean number = name.equals(NUMBER);
    if (at >= 0
        && row < cells.length
        && schema
            .fields()[at]
            .dataType()
            .equals(number ? DataTypes.DoubleType : DataTypes.StringType)) {
      cells[row][at] = cell;
    }
  }

  private void label(IntFunction<Integer> of) {
    for (int row = 0; row < cells.length; row++) {
      put(NUMBER, row, (double) of.apply(row));
      put(CLASS, row, "label " + of.apply(row));
    }
  }

  private int partition(int row) {
    int part = 0;
    for (int end = sizes[0]; row >= end; end += sizes[part]) {
      part++;
    }
    return part;
  }

  Dataset<Row> in(SparkSession spark) {
    List<Row> rows = Arrays.stream(cells).map(RowFactory::create).toList();
    // As Spark's own rows, whose lists are Scala's.
    List<Row> own = spark.createDataFrame(rows, schema).collectAsList();
    return Fitted.parts(spark, own, schema, sizes);
  }

  int rows() {
    return cells.length;
  }

  boolean wide() {
    return odd.contains(Oddity.MANY_COLUMNS);
  }

  @Override
  public String toString() {
    return odd + " in partitions of " + Arrays.toString(sizes);
  }
}

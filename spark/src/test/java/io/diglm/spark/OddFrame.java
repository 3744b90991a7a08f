package io.diglm.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A frame like that of training with columns missing, renamed, doubled and of other types, and with
 * cells that break readers.
 *
 * @param schema may have a name twice
 */
record OddFrame(StructType schema, List<Row> rows) {
  /** Names of training: to Spark's parser a dot and a backquote are no letters. */
  static final List<String> NAMES = List.of("a.b", "c`d", "Kind", "flag", "the day", "t", "y");

  private static final List<OddCells> TYPES =
      List.of(
          OddCells.DOUBLE,
          OddCells.LONG,
          OddCells.TEXT,
          OddCells.TRUTH,
          OddCells.DAY,
          OddCells.TIME,
          OddCells.DOUBLE);

  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "`",
          "``",
          ".",
          "a",
          "`a.b`",
          "prediction",
          "detailedPrediction",
          "c0",
          "c1",
          "*",
          "\n",
          "\u0000",
          "x".repeat(2_000),
          "y_0",
          "\ud83d\ude00");

  /** A column that is still to get its cells. */
  private record Planned(String name, OddCells cells) {}

  /** Rows as training has them. */
  static OddFrame usual(int rows, SplittableRandom random) {
    return filled(planned(), rows, random, Integer.MAX_VALUE);
  }

  /** Changes up to three columns and up to a fifth of the cells. */
  static OddFrame mutated(int rows, SplittableRandom random) {
    List<Planned> columns = planned();
    for (int change = random.nextInt(4); change > 0 && !columns.isEmpty(); change--) {
      int at = random.nextInt(columns.size());
      Planned old = columns.get(at);
      switch (random.nextInt(8)) {
        case 0 -> columns.remove(at);
        case 1 -> columns.add(new Planned(NASTY.get(random.nextInt(NASTY.size())), any(random)));
        case 2 -> columns.set(at, new Planned(renamed(old.name(), random), old.cells()));
        case 3 -> columns.add(random.nextInt(columns.size() + 1), old);
        case 4 -> columns.add(new Planned(renamed(old.name(), random), old.cells()));
        default -> columns.set(at, new Planned(old.name(), any(random)));
      }
    }
    if (columns.size() > 1) {
      Collections.swap(columns, 0, random.nextInt(columns.size()));
    }
    return filled(columns, rows, random, random.nextBoolean() ? Integer.MAX_VALUE : 5);
  }

  private static List<Planned> planned() {
    return new ArrayList<>(
        IntStream.range(0, NAMES.size())
            .mapToObj(i -> new Planned(NAMES.get(i), TYPES.get(i)))
            .toList());
  }

  private static OddCells any(SplittableRandom random) {
    return OddCells.ALL.get(random.nextInt(OddCells.ALL.size()));
  }

  private static String renamed(String name, SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> name.toUpperCase(Locale.ROOT);
      case 1 -> "`" + name + "`";
      case 2 -> name + " ";
      case 3 -> name.replace(".", "_");
      default -> NASTY.get(random.nextInt(NASTY.size()));
    };
  }

  private static OddFrame filled(
      List<Planned> columns, int rows, SplittableRandom random, int oneIn) {
    StructType schema = new StructType();
    for (Planned column : columns) {
      schema = schema.add(column.name(), column.cells().type());
    }
    List<Row> filled = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      @Nullable Object[] cells = new @Nullable Object[columns.size()];
      for (int c = 0; c < cells.length; c++) {
        cells[c] = columns.get(c).cells().cell(random, oneIn);
      }
      filled.add(RowFactory.create(cells));
    }
    return new OddFrame(schema, filled);
  }

  Dataset<Row> in(SparkSession spark) {
    return spark.createDataFrame(rows, schema);
  }

  /**
   * Returns the same rows with the columns of these names alone, in this order.
   *
   * @param fields where the columns are now
   */
  OddFrame only(List<String> names, int... fields) {
    StructField[] chosen = new StructField[fields.length];
    Arrays.setAll(
        chosen,
        i ->
            DataTypes.createStructField(names.get(i), schema.fields()[fields[i]].dataType(), true));
    List<Row> cut = new ArrayList<>();
    for (Row row : rows) {
      @Nullable Object[] cells = new @Nullable Object[fields.length];
      Arrays.setAll(cells, i -> row.get(fields[i]));
      cut.add(RowFactory.create(cells));
    }
    return new OddFrame(new StructType(chosen), cut);
  }

  /** Returns where the column is that a name means, or -1 if that cannot be said. */
  int field(String name, boolean caseSensitive) {
    String[] names = schema.fieldNames();
    int[] exact = IntStream.range(0, names.length).filter(i -> names[i].equals(name)).toArray();
    int[] like =
        IntStream.range(0, names.length).filter(i -> names[i].equalsIgnoreCase(name)).toArray();
    int[] meant = exact.length > 0 || caseSensitive ? exact : like;
    return meant.length == 1 ? meant[0] : -1;
  }

  @Override
  public String toString() {
    return schema.simpleString().replaceAll("x{100,}", "x...") + " in " + rows.size() + " rows";
  }
}

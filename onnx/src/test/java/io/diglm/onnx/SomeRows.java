package io.diglm.onnx;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Simulated tables with a column of every kind, and rows that no training row is like. */
final class SomeRows {
  private static final List<String> CITIES = List.of("Oslo", "Rome", "Bern", "Kyiv", "Lima");

  /** More than the 48 levels from which on a category is a number. */
  private static final int STREETS = 60;

  private SomeRows() {}

  /** The target of a table. */
  enum Target {
    NUMBER,
    WHOLE,
    COUNT,
    POSITIVE,
    HEAVY,
    ZEROS,
    SHARE,
    TWO,
    THREE,
    NONE
  }

  /** Ordinary rows. */
  static Table ordinary(Target target, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] plain = new double[rows];
    double[] heavy = new double[rows];
    double[] whole = new double[rows];
    double[] months = new double[rows];
    double[] flags = new double[rows];
    double[] days = new double[rows];
    double[] times = new double[rows];
    int[] cities = new int[rows];
    int[] streets = new int[rows];
    int[] truths = new int[rows];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      plain[i] = random.nextGaussian();
      heavy[i] = 100 * Math.exp(2.5 * random.nextGaussian()) * (random.nextInt(2) == 0 ? -1 : 1);
      whole[i] = Math.rint(200 + 60 * random.nextGaussian());
      months[i] = 1 + random.nextInt(12);
      flags[i] = random.nextInt(3) == 0 ? 1 : 0;
      days[i] = 15_000 + random.nextInt(700);
      times[i] = days[i] * 86_400 + 25_200 + random.nextInt(50_000);
      cities[i] = random.nextInt(CITIES.size());
      streets[i] = random.nextInt(STREETS);
      truths[i] = random.nextInt(2);
      double signal = plain[i] * plain[i] - whole[i] / 100 + cities[i] / 2.0 + months[i] / 6;
      y[i] = target(target, signal, flags[i], random);
      if (random.nextInt(12) == 0) {
        plain[i] = Double.NaN;
      }
      if (random.nextInt(15) == 0) {
        cities[i] = -1;
      }
    }
    List<String> names = IntStream.range(0, STREETS).mapToObj(s -> "street " + s).toList();
    List<TableColumn> columns =
        new ArrayList<>(
            List.of(
                numbers("plain", StorageType.DECIMAL, plain),
                numbers("heavy", StorageType.DECIMAL, heavy),
                numbers("whole", StorageType.INTEGER, whole),
                numbers("month", StorageType.INTEGER, months),
                numbers("flag", StorageType.BOOLEAN, flags),
                numbers("day", StorageType.DATE, days),
                numbers("time", StorageType.TIMESTAMP, times),
                texts("city", cities, CITIES),
                texts("street", streets, names),
                texts("loud", truths, List.of("no", "yes"))));
    if (target != Target.NONE) {
      columns.add(targets(target, y));
    }
    return new Table("simulated", columns, rows);
  }

  private static double target(Target target, double signal, double flag, SplittableRandom random) {
    double noise = random.nextGaussian();
    return switch (target) {
      case NUMBER -> signal + 0.3 * noise;
      case WHOLE -> Math.rint(2 * signal + flag + noise);
      case COUNT -> Math.max(0, Math.rint(3 + signal + noise));
      case POSITIVE -> Math.exp(0.3 * signal + 0.2 * noise);
      case HEAVY -> Math.exp(signal + (1.2 + Math.tanh(signal)) * noise);
      case ZEROS -> flag > 0 ? 0 : Math.max(0, Math.rint(3 + signal + noise));
      case SHARE -> 1 / (1 + Math.exp(-0.4 * signal - 0.3 * noise));
      case TWO -> signal + noise > 0 ? 1 : 0;
      case THREE -> signal + noise > 1 ? 2 : signal + noise > -1 ? 1 : 0;
      case NONE -> 0;
    };
  }

  private static TableColumn targets(Target target, double[] y) {
    if (target == Target.TWO || target == Target.THREE) {
      int[] codes = Arrays.stream(y).mapToInt(v -> (int) v).toArray();
      List<String> labels =
          target == Target.TWO ? List.of("no", "yes") : List.of("low", "middle", "high");
      return texts("y", codes, labels);
    }
    boolean whole = target == Target.WHOLE || target == Target.COUNT || target == Target.ZEROS;
    return numbers("y", whole ? StorageType.INTEGER : StorageType.DECIMAL, y);
  }

  /** The same rows with a column {@code known} of positive numbers. */
  static Table known(Table table, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[table.rows()];
    Arrays.setAll(values, i -> Math.exp(0.5 * random.nextGaussian()));
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.add(numbers("known", StorageType.DECIMAL, values));
    return new Table(table.source(), columns, table.rows());
  }

  /**
   * The same rows, whose targets are the ends of times. One column says how, and another where
   * those that are intervals end.
   */
  static Table censored(Table table, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] y = ((Cells.Numbers) table.column("y").cells()).values();
    int[] seen = random.ints(y.length, 0, 4).toArray();
    double[] until = new double[y.length];
    Arrays.setAll(until, i -> seen[i] == 3 ? 1.5 * y[i] : Double.NaN);
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.add(texts("seen", seen, List.of("none", "right", "left", "interval")));
    columns.add(numbers("until", StorageType.DECIMAL, until));
    return new Table(table.source(), columns, table.rows());
  }

  /**
   * Rows of which each has one thing that is not ordinary: a missing cell, where training rows
   * lacked some and where none did, an unknown level, another spelling, numbers beyond training's
   * and far beyond, what is no number.
   */
  static Table odd(Table like) {
    List<Table> parts = new ArrayList<>();
    for (TableColumn column : like.columns()) {
      if (column.name().equals("y")) {
        continue;
      }
      if (column.cells() instanceof Cells.Texts texts) {
        List<String> levels = new ArrayList<>(texts.levels());
        levels.addAll(List.of("never seen", "TRUE", "Yes"));
        int first = texts.levels().size();
        for (int code : new int[] {-1, first, first + 1, first + 2}) {
          parts.add(with(like, texts(column.name(), filled(like, code), levels)));
        }
      } else {
        double[] values = ((Cells.Numbers) column.cells()).values();
        double low = Arrays.stream(values).filter(v -> !Double.isNaN(v)).min().orElseThrow();
        double high = Arrays.stream(values).filter(v -> !Double.isNaN(v)).max().orElseThrow();
        double range = Math.max(1, high - low);
        for (double value :
            new double[] {
              Double.NaN,
              high + 0.2 * range,
              low - 0.3 * range,
              high + 1,
              low - 1,
              high + 3 * range,
              low - 100 * range,
              1e15,
              -1e300,
              0.123,
              Double.POSITIVE_INFINITY
            }) {
          // Of a prediction so large an offset leaves nothing but rounding.
          if (column.name().equals("known") && Math.abs(value) >= 1e15) {
            continue;
          }
          // No calendar has days so far off, which only a table made in Java could hold.
          if (isTime(column) && Double.isFinite(value) && Math.abs(value) >= 1e15) {
            continue;
          }
          double[] moved = new double[like.rows()];
          Arrays.fill(moved, value);
          parts.add(with(like, numbers(column.name(), column.type(), moved)));
        }
      }
    }
    return joined(parts);
  }

  private static boolean isTime(TableColumn column) {
    return column.type() == StorageType.DATE || column.type() == StorageType.TIMESTAMP;
  }

  private static int[] filled(Table like, int code) {
    int[] codes = new int[like.rows()];
    Arrays.fill(codes, code);
    return codes;
  }

  private static Table with(Table table, TableColumn other) {
    List<TableColumn> columns =
        table.columns().stream().map(c -> c.name().equals(other.name()) ? other : c).toList();
    return new Table(table.source(), columns, table.rows());
  }

  /** All rows of tables with the same columns. */
  static Table joined(List<Table> tables) {
    List<TableColumn> columns = new ArrayList<>();
    for (TableColumn column : tables.get(0).columns()) {
      List<Cells> all = tables.stream().map(t -> t.column(column.name()).cells()).toList();
      columns.add(
          column.cells() instanceof Cells.Texts
              ? new TableColumn(column.name(), column.type(), joinedTexts(all))
              : numbers(
                  column.name(),
                  column.type(),
                  all.stream()
                      .flatMapToDouble(c -> Arrays.stream(((Cells.Numbers) c).values()))
                      .toArray()));
    }
    return new Table("joined", columns, tables.stream().mapToInt(Table::rows).sum());
  }

  private static Cells joinedTexts(List<Cells> all) {
    List<String> texts =
        all.stream()
            .map(Cells.Texts.class::cast)
            .flatMap(
                t ->
                    Arrays.stream(t.codes()).mapToObj(code -> code < 0 ? "" : t.levels().get(code)))
            .toList();
    return Cells.Texts.of(texts);
  }

  static TableColumn numbers(String name, StorageType type, double... values) {
    return new TableColumn(name, type, new Cells.Numbers(values));
  }

  static TableColumn texts(String name, int[] codes, List<String> levels) {
    return new TableColumn(name, StorageType.TEXT, new Cells.Texts(codes, levels));
  }
}

package io.diglm.experiments;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows of two classes.
 *
 * @param rows features only
 * @param positive which rows are of the second class
 */
record ClassSet(String name, Table rows, boolean[] positive) {
  static final String TARGET = "positive";

  /** The most rows to learn from and to measure on. */
  static final int LEARNED = 5000;

  static final int MEASURED = 10_000;

  /** The fewest labels of a class. */
  private static final int LEAST = 2;

  /** A flight with at least this delay in minutes is late. */
  private static final double LATE = 15;

  private static final List<String> ANOMALIES = List.of("2_annthyroid", "32_shuttle");

  /** Late flights, and two anomaly sets as classes. */
  static List<ClassSet> all(Context context) {
    Table flights = FlightsData.of(context).source().read();
    int[] complete =
        IntStream.range(0, flights.rows())
            .filter(row -> flights.columns().stream().allMatch(c -> c.text(row).isPresent()))
            .toArray();
    Table rows = flights.take(complete);
    double[] delays = Tables.numbers(rows, FlightsData.TARGET);
    List<TableColumn> features = FlightsData.FEATURES.stream().map(rows::column).toList();
    ClassSet late =
        new ClassSet(
            "late-flights",
            new Table(rows.source(), features, rows.rows()),
            positive(Arrays.stream(delays).map(delay -> delay >= LATE ? 1 : 0)));
    Stream<ClassSet> anomalies =
        AnomalySet.all(context).stream()
            .filter(set -> ANOMALIES.contains(set.name()))
            .map(
                set ->
                    new ClassSet(
                        set.name(),
                        set.features(),
                        positive(Arrays.stream(Tables.numbers(set.rows(), AnomalySet.LABEL)))));
    return Stream.concat(Stream.of(late), anomalies).toList();
  }

  private static boolean[] positive(DoubleStream ones) {
    double[] values = ones.toArray();
    boolean[] positive = new boolean[values.length];
    for (int row = 0; row < values.length; row++) {
      positive[row] = values[row] != 0;
    }
    return positive;
  }

  /**
   * One draw of labels.
   *
   * @param labelled the rows with a label, followed by one row without a label, which does not
   *     train
   * @param all the rows with a label, followed by all other training rows, without labels
   * @param test the test rows, features only
   * @param positive which test rows are of the second class
   */
  record Split(Table labelled, Table all, Table test, boolean[] positive) {}

  /** Splits by {@link HashOrder}: at most half of the rows train, and the rest are for test. */
  Split split(int labels, long seed) {
    int[] order = HashOrder.of(name, seed, IntStream.range(0, positive.length).toArray());
    int learned = Math.min(LEARNED, order.length / 2);
    int measured = Math.min(MEASURED, order.length - learned);
    int[] pool = labelledFirst(Arrays.copyOf(order, learned), labels);
    int[] test = Arrays.copyOfRange(order, learned, learned + measured);
    Table all = withTarget(pool, labels);
    boolean[] tested = new boolean[test.length];
    for (int i = 0; i < test.length; i++) {
      tested[i] = positive[test[i]];
    }
    return new Split(all.slice(0, labels + 1), all, rows.take(test), tested);
  }

  /** Returns the same rows, those that get a label first. */
  private int[] labelledFirst(int[] pool, int labels) {
    Set<Integer> first = new LinkedHashSet<>();
    for (boolean kind : new boolean[] {false, true}) {
      IntStream.of(pool).filter(row -> positive[row] == kind).limit(LEAST).forEach(first::add);
    }
    IntStream.of(pool)
        .filter(row -> !first.contains(row))
        .limit(labels - first.size())
        .boxed()
        .toList()
        .forEach(first::add);
    IntStream others = IntStream.of(pool).filter(row -> !first.contains(row));
    return IntStream.concat(first.stream().mapToInt(Integer::intValue), others).toArray();
  }

  private Table withTarget(int[] pool, int labels) {
    int[] codes =
        IntStream.range(0, pool.length)
            .map(i -> i >= labels ? -1 : positive[pool[i]] ? 1 : 0)
            .toArray();
    List<TableColumn> columns = new ArrayList<>(rows.take(pool).columns());
    columns.add(
        new TableColumn(TARGET, StorageType.TEXT, new Cells.Texts(codes, List.of("no", "yes"))));
    return new Table(name, columns, pool.length);
  }
}

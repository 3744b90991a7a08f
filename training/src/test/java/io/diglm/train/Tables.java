package io.diglm.train;

import io.diglm.distribution.StandardNormal;
import io.diglm.model.FlowConfig;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Small simulated tables and quick configurations. */
final class Tables {
  private Tables() {}

  /** y = a^2 - b + noise of deviation 0.1 (1 + |b|); a level column that shifts y by its number. */
  static Table regression(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = new double[rows];
    double[] b = new double[rows];
    int[] level = new int[rows];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      a[i] = random.nextGaussian();
      b[i] = 3 + 2 * random.nextGaussian();
      level[i] = random.nextInt(3);
      double noise = 0.1 * (1 + Math.abs(b[i])) * random.nextGaussian();
      y[i] = a[i] * a[i] - b[i] + level[i] + noise;
    }
    return new Table(
        "simulated",
        List.of(
            numbers("a", a),
            numbers("b", b),
            new TableColumn(
                "level", StorageType.TEXT, new Cells.Texts(level, List.of("zero", "one", "two"))),
            numbers("y", y)),
        rows);
  }

  /** a ~ N(0, 1), c = a + 0.3 N(0, 1) and a target that follows neither. */
  static Table dependent(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = random.doubles(rows).map(StandardNormal::quantile).toArray();
    double[] c = Arrays.stream(a).map(v -> v + 0.3 * random.nextGaussian()).toArray();
    double[] y = random.doubles(rows).map(StandardNormal::quantile).toArray();
    return new Table("simulated", List.of(numbers("a", a), numbers("c", c), numbers("y", y)), rows);
  }

  /** The regression's table with the target a class: the sign of y and whether it is large. */
  static Table classes(int rows, long seed) {
    Table table = regression(rows, seed);
    double[] y = ((Cells.Numbers) table.column("y").cells()).values();
    int[] codes = IntStream.range(0, rows).map(i -> y[i] < -3 ? 0 : y[i] < 0 ? 1 : 2).toArray();
    TableColumn kind =
        new TableColumn(
            "kind", StorageType.TEXT, new Cells.Texts(codes, List.of("low", "middle", "high")));
    return new Table(
        "simulated",
        List.of(table.column("a"), table.column("b"), table.column("level"), kind),
        rows);
  }

  /** The same table without the target in every row whose number {@code every} divides. */
  static Table withoutTarget(Table table, int every) {
    double[] y = ((Cells.Numbers) table.column("y").cells()).values().clone();
    for (int i = 0; i < y.length; i += every) {
      y[i] = Double.NaN;
    }
    List<TableColumn> columns =
        table.columns().stream()
            .map(column -> column.name().equals("y") ? numbers("y", y) : column)
            .toList();
    return new Table(table.source(), columns, table.rows());
  }

  static TableColumn numbers(String name, double... values) {
    return new TableColumn(name, StorageType.DECIMAL, new Cells.Numbers(values));
  }

  static TableColumn texts(String name, int[] codes, String... levels) {
    return new TableColumn(name, StorageType.TEXT, new Cells.Texts(codes, List.of(levels)));
  }

  /** A small model of the columns alone that trains in a second or two. */
  static FitConfig quick(String target) {
    return FitConfig.of(target)
        .flow(FlowConfig.ofRows().layers(4).hidden(16).depth(2).frequencies(2).frequencyScale(0.5))
        .pieces(0)
        .optimiser(o -> o.epochs(6).batchSize(64))
        .run(r -> r.threads(2).seed(11));
  }
}

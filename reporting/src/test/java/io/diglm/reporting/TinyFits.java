package io.diglm.reporting;

import io.diglm.config.DataSettings;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Small tables and quick fits to report on. */
final class TinyFits {
  static final int ROWS = 300;

  private TinyFits() {}

  /** Features {@code a}, {@code b} and {@code shop}; {@code y} depends on {@code a}. */
  static Table numbers() {
    Random random = new Random(1);
    double[] a = draw(random);
    double[] b = whole(random);
    double[] y =
        IntStream.range(0, ROWS).mapToDouble(i -> 3 * a[i] + random.nextGaussian()).toArray();
    return table(a, b, new TableColumn("y", StorageType.DECIMAL, new Cells.Numbers(y)));
  }

  /** Three classes of {@code kind}, by where {@code a} lies. */
  static Table classes() {
    Random random = new Random(2);
    double[] a = draw(random);
    double[] b = whole(random);
    int[] kind = Arrays.stream(a).mapToInt(v -> v < -0.5 ? 0 : v < 0.5 ? 1 : 2).toArray();
    Cells texts = new Cells.Texts(kind, List.of("low", "mid", "high"));
    return table(a, b, new TableColumn("kind", StorageType.TEXT, texts));
  }

  /** The table with a target that is missing in these rows. */
  static Table without(Table table, int from, int to) {
    TableColumn y = table.column("y");
    double[] values = ((Cells.Numbers) y.cells()).values().clone();
    Arrays.fill(values, from, to, Double.NaN);
    List<TableColumn> columns =
        table.columns().stream()
            .map(
                c ->
                    c.name().equals("y")
                        ? new TableColumn("y", c.type(), new Cells.Numbers(values))
                        : c)
            .toList();
    return new Table(table.source(), columns, table.rows());
  }

  static FitResult fit(Table table, String target) {
    FitConfig config =
        FitConfig.of(target)
            .data(d -> d.split(DataSettings.Split.TIME))
            .optimiser(o -> o.epochs(3))
            .run(r -> r.threads(1))
            .flow(flow());
    boolean number = target.equals("y");
    return Fit.of(number ? config.head(h -> h.family(FamilyName.GAUSSIAN)) : config).run(table);
  }

  private static FlowConfig flow() {
    return FlowConfig.ofRows().layers(2).hidden(16).depth(1).frequencies(0);
  }

  private static Table table(double[] a, double[] b, TableColumn target) {
    int[] shop = IntStream.range(0, ROWS).map(i -> i % 7 == 0 ? -1 : i % 3).toArray();
    return new Table(
        "tiny.csv",
        List.of(
            new TableColumn("a", StorageType.DECIMAL, new Cells.Numbers(a)),
            new TableColumn("b", StorageType.INTEGER, new Cells.Numbers(b)),
            new TableColumn(
                "shop", StorageType.TEXT, new Cells.Texts(shop, List.of("x", "y", "z"))),
            target),
        ROWS);
  }

  private static double[] draw(Random random) {
    return random.doubles(ROWS).map(u -> 2 * random.nextGaussian()).toArray();
  }

  private static double[] whole(Random random) {
    return random.ints(ROWS, 0, 16).asDoubleStream().toArray();
  }
}

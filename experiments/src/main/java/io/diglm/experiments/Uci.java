package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Regression on small sets with fixed splits, one recipe for all of them. */
final class Uci implements Experiment {
  private static final int QUICK_SPLITS = 3;

  /**
   * Published figures of a set; NaN where none is given.
   *
   * @param rmse the better of both
   */
  private record Published(String set, double rmse, double dropout, double boosting) {}

  private static final List<Published> SETS =
      List.of(
          new Published("concrete", 4.82, 2.93, 3.04),
          new Published("energy", 0.46, 1.21, 0.60),
          new Published("power", 3.79, Double.NaN, 2.79),
          new Published("wine", 0.62, Double.NaN, 0.91),
          new Published("yacht", 0.50, Double.NaN, 0.20));

  @Override
  public String name() {
    return "uci";
  }

  @Override
  public String title() {
    return "Small regression sets";
  }

  @Override
  public String section() {
    return "not in the paper; splits of Hernandez-Lobato and Adams 2015";
  }

  /**
   * All settings of this experiment, the same for every set: the defaults, with narrower networks.
   */
  static FitConfig recipe(String target, int test, long seed) {
    return FitConfig.of(target)
        .data(d -> d.split(DataSettings.Split.TIME).test(test))
        .run(r -> r.threads(1).seed(seed));
  }

  /** What one split gave. */
  record Split(Score hybrid, Score leastSquares) {}

  @Override
  public ExperimentResult run(Context context) {
    List<UciSet> sets = SETS.stream().map(set -> UciSet.read(context, set.set())).toList();
    List<ResultTable> tables = new ArrayList<>();
    for (int k = 0; k < sets.size(); k++) {
      UciSet set = sets.get(k);
      int splits = context.choose(Math.min(QUICK_SPLITS, set.tests().size()), set.tests().size());
      tables.add(table(SETS.get(k), splits(context, set, splits)));
    }
    return new ExperimentResult(
        "Five sets, %s, one recipe for all; the mean over splits and its standard error."
            .formatted(context.choose("their first three splits each", "all their splits")),
        tables,
        List.of(),
        List.of(
            "This is not in the paper: it places the method among others on tables.",
            "A tenth of each split's training rows only decides when to stop; the published figures'"
                + " methods use it otherwise.",
            "Published: MC dropout (Gal and Ghahramani 2016, splits as here) and NGBoost (Duan et al."
                + " 2020, 20 random splits; not the same ones)."));
  }

  /** Fits are small and run on one thread each, as many at once as there are cores. */
  private static List<Split> splits(Context context, UciSet set, int count) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(split -> split(context, set, split))
        .toList();
  }

  private static Split split(Context context, UciSet set, int split) {
    FitConfig recipe = recipe(UciSet.TARGET, set.tests().get(split).length, context.seed() + split);
    return context
        .units()
        .of(
            "%s-%02d".formatted(set.name(), split),
            recipe,
            Split.class,
            () -> fit(recipe, set.table(split, recipe.run().seed())));
  }

  private static Split fit(FitConfig recipe, Table table) {
    try (FitResult result = Fit.of(recipe).run(table)) {
      int[] training = IntStream.range(0, table.rows() - result.test().length).toArray();
      double[] y = Tables.numbers(table, UciSet.TARGET);
      double[][] columns =
          table.columns().stream()
              .filter(column -> !column.name().equals(UciSet.TARGET))
              .map(column -> Tables.numbers(table, column.name()))
              .toArray(double[][]::new);
      LeastSquares line = new LeastSquares(columns, y, training);
      return new Split(
          Score.of(result.testEvaluation().orElseThrow().measures()),
          Score.of(result.test(), y, row -> line.predict(columns, row)));
    }
  }

  private static ResultTable table(Published published, List<Split> splits) {
    return new ResultTable(
        published.set(),
        "",
        List.of(new Column("RMSE", "", Better.LOWER), new Column("NLL", "nats", Better.LOWER)),
        List.of(
            Score.row("hybrid", Source.OURS, splits.stream().map(Split::hybrid).toList()),
            Score.row(
                "least squares",
                Source.BASELINE,
                splits.stream().map(Split::leastSquares).toList()),
            published("MC dropout", Double.NaN, published.dropout()),
            published("NGBoost", Double.NaN, published.boosting()),
            published("the better of the two", published.rmse(), Double.NaN)));
  }

  private static Row published(String name, double rmse, double nll) {
    return Row.of(name, Source.PUBLISHED, known(rmse), known(nll));
  }

  private static Measured known(double value) {
    return Double.isNaN(value) ? Measured.NONE : Measured.of(value);
  }
}

package io.diglm.experiments;

import io.diglm.report.ResultTable.Source;
import io.diglm.schema.Table;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Measures;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Real tables, all with the same recipe, beside the results of other models on the same rows. */
final class MixedTables implements Experiment {
  /** The only split of a quick run. It is not used while defaults are chosen. */
  private static final int LAST = MixedTable.SPLITS - 1;

  private final UnaryOperator<FitConfig> settings;

  /** By the defaults. */
  MixedTables() {
    this(defaults -> defaults);
  }

  /** With other settings than the defaults. */
  MixedTables(UnaryOperator<FitConfig> settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "tables";
  }

  @Override
  public String title() {
    return "Tables as they come";
  }

  @Override
  public String section() {
    return "not in the paper; tables of R packages";
  }

  /**
   * All settings of this experiment: the defaults. A fit holds out a single row, because the test
   * rows are not part of its table.
   */
  private FitConfig recipe(MixedTable table, long seed) {
    FitConfig defaults =
        FitConfig.of(table.target())
            .data(d -> d.classes(table.numericClasses()).test(1))
            .run(r -> r.seed(seed));
    return settings.apply(defaults);
  }

  /**
   * The results of a fit to one split.
   *
   * @param logDensity mean log p(x) of the test rows, in nats
   * @param read number of test rows that the model could read
   */
  record Found(Reached reached, double logDensity, long read) {}

  @Override
  public ExperimentResult run(Context context) {
    List<MixedTable> tables = MixedTable.all(context);
    List<Integer> splits =
        context.choose(List.of(LAST), IntStream.range(0, MixedTable.SPLITS).boxed().toList());
    Map<String, Reached> ours = new LinkedHashMap<>();
    Map<String, Double> densities = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (MixedTable table : tables) {
      List<Found> found = splits.stream().map(split -> found(context, table, split)).toList();
      ours.put(table.name(), Reached.mean(found.stream().map(Found::reached).toList()));
      densities.put(
          table.name(), found.stream().mapToDouble(Found::logDensity).average().orElseThrow());
      long rows = splits.stream().mapToLong(split -> table.test(split).rows()).sum();
      long read = found.stream().mapToLong(Found::read).sum();
      if (read < rows) {
        notes.add(
            "%s: %d of %d test rows could not be read and are left out of diglm's figures."
                .formatted(table.name(), rows - read, rows));
      }
    }
    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Contender("diglm", Source.OURS, ours));
    PeerFigures.of(context)
        .byPeer(tables, splits)
        .forEach((peer, reached) -> contenders.add(new Contender(peer, Source.BASELINE, reached)));
    Contest contest = new Contest(tables, contenders);
    MixedTablesPage page = new MixedTablesPage(contest, densities);
    notes.addAll(0, page.notes());
    return new ExperimentResult(
        "%d tables, one recipe for all: the defaults. Every fifth row is for test, %s."
            .formatted(
                tables.size(),
                context.choose("of the five splits the last", "the mean of the five splits")),
        page.tables(),
        new MixedTablesPictures(contest).all(),
        List.of(),
        notes,
        page.headline());
  }

  private Found found(Context context, MixedTable table, int split) {
    FitConfig recipe = context.recipe(recipe(table, context.seed()));
    String key = "%s-%d".formatted(table.name(), split);
    return context
        .units()
        .of(key, recipe, Found.class, () -> fit(context, key, recipe, table, split));
  }

  private static Found fit(
      Context context, String key, FitConfig recipe, MixedTable table, int split) {
    Table train = table.train(split);
    Table test = table.test(split);
    Duration before = cpu();
    long start = System.nanoTime();
    try (FitResult result = context.fit(key, recipe, train)) {
      double fitSeconds = (System.nanoTime() - start) / 1e9;
      double cpuSeconds = cpu().minus(before).toMillis() / 1e3;
      start = System.nanoTime();
      Evaluation measured = result.predictor().evaluate(test);
      double predictSeconds = (System.nanoTime() - start) / 1e9;
      Reached reached =
          new Reached(
              measured.measures().nll(),
              loss(measured.measures()),
              fitSeconds,
              cpuSeconds,
              predictSeconds);
      return new Found(reached, measured.logDensity().mean(), measured.rows());
    }
  }

  private static double loss(Measures measures) {
    return measures
        .ofClasses()
        .map(Measures.OfClasses::error)
        .orElseGet(() -> Score.of(measures).rmse());
  }

  /** The processor time that this process has used so far. */
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}

package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.model.FlowConfig;
import io.diglm.predict.NoveltyReference;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.selective.NoveltyScore;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Anomalies among the rows of tables, one recipe for all of them and no label used. */
final class Anomalies implements Experiment {
  private static final int QUICK_SEEDS = 1;
  private static final int SEEDS = 5;
  private static final int HIDDEN = 64;

  /** Of a column's part of log p(x), beside the bound on the gradient's norm. */
  private static final double WEIGHT = 10;

  @Override
  public String name() {
    return "anomalies";
  }

  @Override
  public String title() {
    return "Anomalies in tables";
  }

  @Override
  public String section() {
    return "not in the paper; sets of ADBench (Han et al. 2022)";
  }

  /**
   * The one place of this experiment's settings, the same for every set.
   *
   * @param features how many columns a row has
   */
  static FitConfig recipe(int features, long seed) {
    return FitConfig.ofDensity()
        .flow(FlowConfig.ofRows().hidden(HIDDEN))
        .density(d -> d.weight(WEIGHT * features))
        .data(d -> d.codes(false).split(DataSettings.Split.TIME).test(1))
        .run(r -> r.threads(1).seed(seed));
  }

  /** What one split gave, by score. */
  record Found(Map<NoveltyScore, Ranking> rankings) {
    Optional<Ranking> by(NoveltyScore score) {
      return Optional.ofNullable(rankings.get(score));
    }
  }

  @Override
  public ExperimentResult run(Context context) {
    int seeds = context.choose(QUICK_SEEDS, SEEDS);
    Map<String, List<Found>> found = new TreeMap<>();
    for (AnomalySet set : AnomalySet.all(context)) {
      found.put(
          set.name(),
          IntStream.range(0, seeds)
              .parallel()
              .mapToObj(i -> found(context, set, context.seed() + i))
              .toList());
    }
    NoveltyScore usual = NoveltyReference.usual();
    Map<String, Double> sets = new TreeMap<>();
    found.forEach((name, splits) -> sets.put(name, mean(splits, usual).value()));
    double mean = sets.values().stream().mapToDouble(v -> v).average().orElseThrow();
    return new ExperimentResult(
        "%d sets, half of the normal rows to learn from, all others to tell apart, %d %s."
            .formatted(sets.size(), seeds, seeds == 1 ? "split" : "splits"),
        List.of(table("AUROC", found, true), table("AUPRC", found, false)),
        List.of(),
        List.of(),
        List.of(
            "The default score is "
                + lower(usual)
                + ". No label is used: the models are of p(x) alone.",
            "A tenth of the training rows decides when to stop and calibrates p-values.",
            "Detectors of PyOD on the same splits: benchmarks/peers/anomalies.py."),
        new LinkedHashMap<>(Map.of("mean_auroc", mean, "sets", sets)));
  }

  private static Found found(Context context, AnomalySet set, long seed) {
    FitConfig recipe = recipe(set.rows().columns().size() - 1, seed);
    String key = String.format(Locale.ROOT, "%s-%d", set.name(), seed);
    return context.units().of(key, recipe, Found.class, () -> fit(recipe, set.split(seed)));
  }

  private static Found fit(FitConfig recipe, AnomalySet.Split split) {
    Map<NoveltyScore, Ranking> rankings = new TreeMap<>();
    try (FitResult result = Fit.of(recipe).run(split.train())) {
      result
          .predictor()
          .novelty(split.test())
          .forEach((score, found) -> rankings.put(score, Ranking.of(found, split.anomalies())));
    }
    return new Found(rankings);
  }

  private static Measured mean(List<Found> splits, NoveltyScore score) {
    return Measured.over(
        splits.stream()
            .flatMap(split -> split.by(score).stream())
            .mapToDouble(Ranking::auroc)
            .toArray());
  }

  private static ResultTable table(String measure, Map<String, List<Found>> found, boolean roc) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("mean", "", Better.HIGHER));
    found.keySet().forEach(name -> columns.add(new Column(name, "", Better.HIGHER)));
    List<Row> rows = new ArrayList<>();
    for (NoveltyScore score : NoveltyScore.values()) {
      List<Measured> figures = new ArrayList<>();
      for (List<Found> splits : found.values()) {
        double[] values =
            splits.stream()
                .flatMap(split -> split.by(score).stream())
                .mapToDouble(ranking -> roc ? ranking.auroc() : ranking.auprc())
                .toArray();
        figures.add(Measured.over(values));
      }
      if (figures.stream().allMatch(figure -> figure.count() > 0)) {
        figures.add(
            0, Measured.of(figures.stream().mapToDouble(Measured::value).average().orElseThrow()));
        rows.add(new Row(lower(score), Source.OURS, figures));
      }
    }
    return new ResultTable(measure, "", columns, rows);
  }

  private static String lower(NoveltyScore score) {
    return Reproduction.lower(score);
  }
}

package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.model.FlowConfig;
import io.diglm.model.UnusableFileException;
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

/**
 * Detection of anomalies among the rows of tables, with the same settings for all tables and
 * without labels.
 */
final class Anomalies implements Experiment {
  private static final int QUICK_SEEDS = 1;
  private static final int SEEDS = 5;
  private static final int HIDDEN = 64;

  /** The weight of log p(x) for each column. */
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
   * All settings of this experiment, the same for every set.
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

  /**
   * The results of one split.
   *
   * @param rankings by score; empty if the split could not be run
   * @param seconds of the fit, then of the scores
   * @param failure why the split could not be run; empty if it was run
   */
  record Found(Map<NoveltyScore, Ranking> rankings, double[] seconds, String failure) {
    Optional<Ranking> by(NoveltyScore score) {
      return Optional.ofNullable(rankings.get(score));
    }
  }

  private record Task(AnomalySet set, long seed) {}

  @Override
  public ExperimentResult run(Context context) {
    int seeds = context.choose(QUICK_SEEDS, SEEDS);
    List<Task> tasks =
        AnomalySet.all(context).stream()
            .flatMap(
                set -> IntStream.range(0, seeds).mapToObj(i -> new Task(set, context.seed() + i)))
            .toList();
    List<Found> done =
        tasks.parallelStream().map(task -> found(context, task.set(), task.seed())).toList();
    Map<String, List<Found>> found = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      String name = tasks.get(i).set().name();
      if (done.get(i).failure().isEmpty()) {
        found.computeIfAbsent(name, any -> new ArrayList<>()).add(done.get(i));
      } else {
        failures.add(name + " was not run: " + done.get(i).failure());
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "sets must include one that can be run, got none: " + failures.get(0));
    }
    return result(found, failures, seeds);
  }

  private static ExperimentResult result(
      Map<String, List<Found>> found, List<String> failures, int seeds) {
    NoveltyScore usual = NoveltyScore.OUTLYING;
    Map<String, Double> sets = new TreeMap<>();
    found.forEach((name, splits) -> sets.put(name, mean(splits, usual).value()));
    double mean = sets.values().stream().mapToDouble(v -> v).average().orElseThrow();
    List<String> notes =
        new ArrayList<>(
            List.of(
                "The default score is "
                    + lower(usual)
                    + ". No label is used: the models are of p(x) alone.",
                "A tenth of the training rows decides when to stop and calibrates p-values.",
                "Seconds are of one thread while other sets are worked on.",
                "Detectors of PyOD on the same splits: benchmarks/peers/anomalies.py."));
    notes.addAll(failures);
    return new ExperimentResult(
        "%d sets, half of the normal rows to learn from, or those that a set names, all others to tell apart, %d %s."
            .formatted(sets.size(), seeds, seeds == 1 ? "split" : "splits"),
        List.of(table("AUROC", found, true), table("AUPRC", found, false), times(found)),
        List.of(),
        List.of(),
        notes,
        new LinkedHashMap<>(Map.of("mean_auroc", mean, "sets", sets, "not_run", failures.size())));
  }

  private static ResultTable times(Map<String, List<Found>> found) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("mean", "s", Better.LOWER));
    found.keySet().forEach(name -> columns.add(new Column(name, "s", Better.LOWER)));
    List<Row> rows = new ArrayList<>();
    for (int part = 0; part < 2; part++) {
      int at = part;
      List<Measured> figures = new ArrayList<>();
      for (List<Found> splits : found.values()) {
        figures.add(Measured.over(splits.stream().mapToDouble(s -> s.seconds()[at]).toArray()));
      }
      figures.add(
          0, Measured.of(figures.stream().mapToDouble(Measured::value).average().orElseThrow()));
      rows.add(new Row(part == 0 ? "fit" : "all scores", Source.OURS, figures));
    }
    return new ResultTable("Seconds", "", columns, rows);
  }

  /** A set that cannot be run is reported, and the other sets are run. */
  private static Found found(Context context, AnomalySet set, long seed) {
    String key = String.format(Locale.ROOT, "%s-%d", set.name(), seed);
    try {
      AnomalySet.Split split = set.split(seed);
      FitConfig recipe = recipe(split.train().columns().size(), seed);
      return context.units().of(key, recipe, Found.class, () -> fit(recipe, split));
    } catch (IllegalArgumentException | UnusableFileException e) {
      return new Found(Map.of(), new double[2], String.valueOf(e.getMessage()));
    }
  }

  private static Found fit(FitConfig recipe, AnomalySet.Split split) {
    Map<NoveltyScore, Ranking> rankings = new TreeMap<>();
    long start = System.nanoTime();
    try (FitResult result = Fit.of(recipe).run(split.train())) {
      long fitted = System.nanoTime();
      result
          .predictor()
          .novelty(split.test())
          .forEach((score, found) -> rankings.put(score, Ranking.of(found, split.anomalies())));
      double[] seconds = {(fitted - start) / 1e9, (System.nanoTime() - fitted) / 1e9};
      return new Found(rankings, seconds, "");
    }
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

package io.diglm.experiments;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.schema.Table;
import io.diglm.selective.RiskControl;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Answers at a stated share of wrong answers, over resplits of six tables. */
final class Risk implements Experiment {
  private static final double CONFIDENCE = 0.95;

  /** The stated risk: half of the share of wrong answers if every row is answered. */
  private static final double HALF = 0.5;

  /** An answer is wrong if it is off by more than this many standard deviations of the target. */
  private static final double TOLERANCE = 0.5;

  /**
   * Rows train if their number modulo 5 is less than this. The last rows give the candidate
   * thresholds, and the others are split.
   */
  private static final int TRAINS = 2;

  /** Three of some thousand rows, and the three largest: the more labels, the less is refused. */
  private static final List<String> NAMES =
      List.of("churn", "spam", "stack", "storms", "cps88", "diamonds");

  @Override
  public String name() {
    return "risk";
  }

  @Override
  public String title() {
    return "Answers at a stated risk";
  }

  @Override
  public String section() {
    return "not in the paper; Geifman and El-Yaniv 2017";
  }

  static FitConfig recipe(MixedTable table, long seed, Duration limit) {
    return FitConfig.of(table.target())
        .data(d -> d.classes(table.numericClasses()).test(1))
        .run(r -> r.timeLimit(limit).seed(seed));
  }

  /** The results for a table: the stated risk, and the results of 200 resplits. */
  record Found(double risk, double wrong, int rows, Resplits resplits) {}

  @Override
  public ExperimentResult run(Context context) {
    Duration limit =
        context.timeLimit().orElse(context.choose(Duration.ofMinutes(1), Duration.ofMinutes(10)));
    List<MixedTable> tables =
        MixedTable.all(context).stream().filter(t -> NAMES.contains(t.name())).toList();
    if (tables.isEmpty()) {
      throw new IllegalArgumentException(
          "tables must include one of %s, got none".formatted(NAMES));
    }
    Map<String, Found> found = new TreeMap<>();
    for (MixedTable table : tables) {
      FitConfig recipe = recipe(table, context.seed(), limit);
      found.put(
          table.name(),
          context
              .units()
              .of(table.name(), recipe, Found.class, () -> found(context, recipe, table)));
    }
    int most = found.values().stream().mapToInt(f -> f.resplits().violated()).max().orElse(0);
    return new ExperimentResult(
        "%d tables; %d resplits of the labelled rows into halves, one to show the risk and one to be answered."
            .formatted(found.size(), Resplits.COUNT),
        List.of(table(found)),
        List.of(),
        List.of(),
        List.of(
            "The stated risk is half of the share of wrong answers over all rows, with confidence %s: at most %d of %d resplits may violate it, but for chance. Violated: among all labelled rows, of which a half is drawn."
                .formatted(
                    CONFIDENCE, Math.round((1 - CONFIDENCE) * Resplits.COUNT), Resplits.COUNT),
            "A number is wrong if it is off by more than half a standard deviation of the target.",
            "The oracle's threshold is chosen by the labels of all rows."),
        Map.of("most_violated", most, "resplits", Resplits.COUNT));
  }

  private static ResultTable table(Map<String, Found> found) {
    List<Row> rows = new ArrayList<>();
    found.forEach(
        (name, f) ->
            rows.add(
                Row.of(
                    name,
                    Source.OURS,
                    Measured.of(f.rows()),
                    Measured.of(f.wrong()),
                    Measured.of(f.risk()),
                    Measured.of((double) f.resplits().violated() / Resplits.COUNT),
                    Measured.of((double) f.resplits().exceeded() / Resplits.COUNT),
                    Measured.of((double) f.resplits().shown() / Resplits.COUNT),
                    Measured.of(f.resplits().answered()),
                    Measured.of(f.resplits().oracle()))));
    return new ResultTable(
        "Resplits",
        "",
        List.of(
            new Column("labelled rows", "", Better.NEITHER),
            new Column("wrong, all answered", "", Better.NEITHER),
            new Column("stated risk", "", Better.NEITHER),
            new Column("violated", "", Better.LOWER),
            new Column("over the risk in the other half", "", Better.NEITHER),
            new Column("shown", "", Better.HIGHER),
            new Column("answered", "", Better.HIGHER),
            new Column("answered by an oracle", "", Better.HIGHER)),
        rows);
  }

  private static Found found(Context context, FitConfig recipe, MixedTable table) {
    int last = MixedTable.SPLITS - 1;
    Table train = part(table, 0, TRAINS);
    Table labelled = part(table, TRAINS, last);
    Table known = part(table, last, MixedTable.SPLITS);
    try (FitResult result = context.fit(table.name(), recipe, train)) {
      Predictor predictor = result.predictor();
      double[] y = predictor.manifest().schema().targets(labelled).values();
      double tolerance = table.classes() ? Double.NaN : TOLERANCE * deviation(y);
      List<Distribution> own = own(predictor, labelled);
      boolean[] wrong = new boolean[y.length];
      for (int row = 0; row < y.length; row++) {
        wrong[row] = wrong(own.get(row), y[row], tolerance);
      }
      double all =
          IntStream.range(0, y.length).filter(row -> wrong[row]).count() / (double) y.length;
      RiskControl control = new RiskControl(HALF * all, CONFIDENCE);
      Resplits resplits =
          Resplits.of(control, sure(own(predictor, known), tolerance), sure(own, tolerance), wrong);
      return new Found(control.risk(), all, y.length, resplits);
    }
  }

  private static Table part(MixedTable table, int from, int to) {
    int[] rows =
        IntStream.range(0, table.rows().rows())
            .filter(row -> row % MixedTable.SPLITS >= from && row % MixedTable.SPLITS < to)
            .toArray();
    return table.rows().take(rows);
  }

  private static List<Distribution> own(Predictor predictor, Table rows) {
    return Tables.answers(predictor, rows).stream().map(Prediction.Answer::own).toList();
  }

  private static double deviation(double[] y) {
    double mean = Arrays.stream(y).average().orElseThrow();
    return Math.sqrt(Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  private static boolean wrong(Distribution own, double y, double tolerance) {
    return own instanceof ClassDistribution classes
        ? classes.mode() != (int) y
        : Math.abs(own.mean() - y) > tolerance;
  }

  private static double[] sure(List<Distribution> answers, double tolerance) {
    return answers.stream()
        .mapToDouble(
            own ->
                own instanceof ClassDistribution classes
                    ? classes.probability(classes.mode())
                    : own.cdf(own.mean() + tolerance) - own.cdfBelow(own.mean() - tolerance))
        .toArray();
  }
}

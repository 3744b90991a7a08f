package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.drift.RowWatch;
import io.diglm.model.FamilyName;
import io.diglm.model.ModelFile;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.Conformity;
import io.diglm.selective.RiskControl;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Applies a model of January to November to December: alarm, intervals and refusals. */
final class Shift implements Experiment {
  static final double COVERAGE = 0.9;
  private static final double ALPHA = 0.01;
  private static final int TRAIN = 60_000;
  private static final int LABELLED = 20_000;
  private static final int WATCHED = 2000;
  static final double TOLERANCE = 30;
  static final double RISK = 0.15;
  static final double CONFIDENCE = 0.95;

  @Override
  public String name() {
    return "shift";
  }

  @Override
  public String title() {
    return "Intervals and refusals after deployment";
  }

  @Override
  public String section() {
    return "not in the paper; Gibbs and Candès 2021 and 2024, Tibshirani et al. 2019, Geifman and El-Yaniv 2017";
  }

  static FitConfig recipe(long seed, Duration limit) {
    return FitConfig.of(FlightsData.TARGET)
        .data(
            d ->
                d.features(FlightsData.FEATURES.toArray(String[]::new))
                    .missing(DataSettings.Missing.DROP)
                    .test(1))
        .head(h -> h.family(FamilyName.MIXTURE))
        .run(r -> r.timeLimit(limit).seed(seed));
  }

  /**
   * The results for December.
   *
   * @param alarm the row of its first alarm
   * @param columns of an alarm within the watched rows
   * @param coverage of 90 % intervals: as fitted, adapted with labels a day late, renewed by the
   *     first week's labels
   * @param width their mean, in minutes
   * @param along coverage of blocks of 1,000 flights as fitted, then adapted
   * @param weighting the result of weighting towards December: its coverage, or why it cannot
   * @param groups the least coverage of a day of the week, of all calibrated alike and by group
   * @param exceeded of 200 resplits how many exceed the stated risk
   * @param answered mean share answered, and the oracle's
   */
  record Found(
      long alarm,
      List<String> columns,
      double[] coverage,
      double[] width,
      double[] along,
      double[] adaptedAlong,
      String weighting,
      double[] groups,
      int exceeded,
      double[] answered) {}

  @Override
  public ExperimentResult run(Context context) {
    FlightsData data = FlightsData.of(context);
    Duration limit =
        context.timeLimit().orElse(context.choose(Duration.ofMinutes(1), Duration.ofHours(1)));
    FitConfig recipe = recipe(context.seed(), limit);
    Found found =
        context.units().of("december", recipe, Found.class, () -> found(context, data, recipe));
    ShiftPage page = new ShiftPage(found);
    return new ExperimentResult(
        "%s: %,d flights of January to November train, %,d others of them calibrate, and December comes in its order."
            .formatted(data.name(), TRAIN, LABELLED),
        List.of(page.coverage(), page.refusals()),
        List.of(page.picture()),
        List.of(),
        List.of(
            "The alarm came at flight %,d of December, by %s."
                .formatted(found.alarm(), String.join(", ", found.columns())),
            "Weighting towards December: " + found.weighting()),
        Map.of(
            "alarm_row",
            found.alarm(),
            "coverage_as_fitted",
            found.coverage()[0],
            "coverage_adapted",
            found.coverage()[1],
            "risk_exceeded",
            found.exceeded()));
  }

  private static Found found(Context context, FlightsData data, FitConfig recipe) {
    Table table = data.source().read();
    Table complete = table.take(complete(table));
    int first = complete.rows() - data.test();
    int[] before = HashOrder.of("shift", context.seed(), IntStream.range(0, first).toArray());
    Table train = complete.take(sorted(before, 0, TRAIN));
    Table labelled = complete.take(sorted(before, TRAIN, TRAIN + LABELLED));
    Table fresh = complete.take(sorted(before, TRAIN + LABELLED, TRAIN + 2 * LABELLED));
    Table december = complete.slice(first, complete.rows());
    try (FitResult result = context.fit("fit", recipe, train)) {
      Predictor predictor = result.predictor();
      RowWatch watch = RowWatch.start(predictor, ALPHA, context.seed());
      watch.add(december.slice(0, Math.min(WATCHED, december.rows())));
      RowWatch.Outcome outcome = watch.outcome();
      List<String> columns = new ArrayList<>();
      outcome.novelty().alarm().ifPresent(place -> columns.add("novelty"));
      outcome.columns().stream()
          .filter(column -> column.alarm().isPresent())
          .forEach(column -> columns.add(column.name()));
      ShiftIntervals intervals = new ShiftIntervals(predictor, december);
      double[] level = intervals.asFitted();
      double[] adapted = intervals.adapted();
      double[] renewed = intervals.fixed(renewed(predictor, december), december.rows() / 4);
      Resplits refusals = refusals(predictor, labelled, fresh);
      return new Found(
          outcome.alarm().map(place -> place.row()).orElse(0L),
          columns,
          new double[] {
            intervals.held(level, 0),
            intervals.held(adapted, 0),
            intervals.held(renewed, december.rows() / 4)
          },
          new double[] {intervals.width(level), intervals.width(adapted), intervals.width(renewed)},
          intervals.along(level),
          intervals.along(adapted),
          weighting(predictor, labelled, december, intervals),
          groups(predictor, labelled, fresh),
          refusals.exceeded(),
          new double[] {refusals.answered(), refusals.oracle()});
    }
  }

  /** Calibrated by the first quarter of December alone. */
  private static Conformity renewed(Predictor predictor, Table december) {
    Table quarter = december.slice(0, december.rows() / 4);
    try (Predictor other =
        Predictor.open(new IntervalLearning(predictor, quarter).renewed(), "renewed")) {
      return other.conformity();
    }
  }

  private static String weighting(
      Predictor predictor, Table labelled, Table december, ShiftIntervals intervals) {
    try {
      ModelFile file = new IntervalLearning(predictor, labelled).towards(december.evenly(5000));
      try (Predictor other = Predictor.open(file, "weighted")) {
        double[] level = intervals.fixed(other.conformity(), 0);
        return "coverage %.4f, mean width %.1f"
            .formatted(intervals.held(level, 0), intervals.width(level));
      }
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The least coverage of a day of the week, by fresh rows of the training period. */
  private static double[] groups(Predictor predictor, Table labelled, Table fresh) {
    IntervalLearning learning = new IntervalLearning(predictor, labelled);
    double[] least = new double[2];
    List<ModelFile> files = List.of(learning.renewed(), learning.by("day_of_week"));
    for (int way = 0; way < 2; way++) {
      try (Predictor other = Predictor.open(files.get(way), "grouped")) {
        ShiftIntervals intervals = new ShiftIntervals(other, fresh);
        double[] day = Tables.numbers(fresh, "day_of_week");
        double[] held = new double[8];
        double[] rows = new double[8];
        for (int row = 0; row < fresh.rows(); row++) {
          int group = (int) day[row] % 8;
          String name = fresh.column("day_of_week").text(row).orElse("");
          rows[group]++;
          held[group] += intervals.holds(row, other.conformity().central(COVERAGE, name)) ? 1 : 0;
        }
        least[way] = 1;
        for (int group = 0; group < 8; group++) {
          least[way] =
              rows[group] > 0 ? Math.min(least[way], held[group] / rows[group]) : least[way];
        }
      }
    }
    return least;
  }

  private static int[] complete(Table table) {
    return IntStream.range(0, table.rows())
        .filter(row -> table.columns().stream().allMatch(column -> column.text(row).isPresent()))
        .toArray();
  }

  private static int[] sorted(int[] order, int from, int to) {
    int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, to));
    Arrays.sort(rows);
    return rows;
  }

  /** The stated risk over resplits of labelled rows into halves. */
  private static Resplits refusals(Predictor predictor, Table labelled, Table known) {
    double[] y = Tables.numbers(labelled, FlightsData.TARGET);
    List<Prediction.Answer> answers = Tables.answers(predictor, labelled);
    boolean[] wrong = new boolean[y.length];
    for (int row = 0; row < y.length; row++) {
      wrong[row] = Math.abs(answers.get(row).own().mean() - y[row]) > TOLERANCE;
    }
    return Resplits.of(
        new RiskControl(RISK, CONFIDENCE),
        sure(Tables.answers(predictor, known)),
        sure(answers),
        wrong);
  }

  private static double[] sure(List<Prediction.Answer> answers) {
    return answers.stream()
        .map(Prediction.Answer::own)
        .mapToDouble(own -> own.cdf(own.mean() + TOLERANCE) - own.cdfBelow(own.mean() - TOLERANCE))
        .toArray();
  }
}

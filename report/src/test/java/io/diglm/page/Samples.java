package io.diglm.page;

import io.diglm.report.ClassPredictions;
import io.diglm.report.ColumnSummary;
import io.diglm.report.DataSummary;
import io.diglm.report.Fact;
import io.diglm.report.FitReport;
import io.diglm.report.History;
import io.diglm.report.KeyFigure;
import io.diglm.report.LogDensities;
import io.diglm.report.NumericPredictions;
import io.diglm.report.Reliability;
import io.diglm.report.ReportedRow;
import io.diglm.report.RiskCurve;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Reports to test with: made-up numbers in the shape of the flight delays. */
final class Samples {
  private static final int TEST_ROWS = 20_000;

  private Samples() {}

  static FitReport flights() {
    return new FitReport(
        new DataSummary(
            "flights.parquet",
            "arr_delay",
            "minutes",
            "Student-t with a learned scale",
            8,
            225_000,
            25_000,
            23_853,
            8_255,
            717),
        figures(),
        history(60),
        densities(),
        numeric(),
        riskCurves(),
        columns(),
        worst(),
        worst(),
        List.of(
            "arr_delay has a heavy tail: 1 % of the rows hold 31 % of the variance.",
            "plane_age is missing in 12.4 % of the training rows; an indicator was added."),
        provenance(),
        Optional.empty());
  }

  static FitReport classes(int count) {
    List<String> names = classNames(count);
    Random random = new Random(5);
    long[][] confusion = new long[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        confusion[i][j] = i == j ? 400 + random.nextInt(400) : random.nextInt(60);
      }
    }
    double[] confidence = values(10, i -> 0.05 + 0.1 * i);
    double[] accuracy = values(10, i -> Math.pow(0.05 + 0.1 * i, 1.2));
    long[] rows = IntStream.range(0, 10).mapToLong(i -> i * 100L).toArray();
    FitReport flights = flights();
    return new FitReport(
        new DataSummary("digits.csv", "digit", "", "Categorical", 64, 900, 100, 0, 0, 0),
        flights.figures(),
        flights.history(),
        flights.densities(),
        new ClassPredictions(names, confusion, new Reliability(confidence, accuracy, rows, 0.0213)),
        flights.riskCurves(),
        flights.columns(),
        List.of(ReportedRow.ofClass(3, "class 0", "class 1", 0.98, -12.5, "sure and wrong")),
        List.of(),
        List.of(),
        flights.provenance(),
        Optional.empty());
  }

  static List<String> classNames(int count) {
    return IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
  }

  static Reliability noReliability() {
    return new Reliability(new double[0], new double[0], new long[0], Double.NaN);
  }

  /** Nothing was held out, nothing was recorded. */
  static FitReport empty() {
    double[] none = {};
    return new FitReport(
        new DataSummary("t.csv", "y", "", "Gaussian", 0, 0, 0, 0, 0, 0),
        List.of(),
        History.none(),
        new LogDensities(none, none, none, Double.NaN),
        new NumericPredictions(none, none, none),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** The same text in every place that takes words, the same number in every place that can. */
  static FitReport filledWith(String text, double number) {
    double[] same = {number, number, number};
    ReportedRow row =
        ReportedRow.numeric(1, number, number, ReportedRow.interval(number, number), number, text);
    return new FitReport(
        new DataSummary(text, text, text, text, 1, 1, 1, 1, 1, 1),
        List.of(new KeyFigure(text, text, number, number, KeyFigure.Better.LOWER, text)),
        new History(same, same, same, same, 2),
        new LogDensities(same, same, same, number),
        new NumericPredictions(same, same, same),
        List.of(new RiskCurve(text, same, same, text, number)),
        List.of(
            new ColumnSummary(
                text,
                text,
                number,
                number,
                number,
                List.of(text),
                new long[] {1},
                text,
                Double.NaN)),
        List.of(row),
        List.of(new ReportedRow(2, text, text, text, number, text)),
        List.of(text),
        List.of(new Fact(text, text)),
        Optional.empty());
  }

  private static List<KeyFigure> figures() {
    return List.of(
        new KeyFigure(
            "Test NLL",
            "nats",
            4.6871,
            5.2934,
            KeyFigure.Better.LOWER,
            "Mean −log p(y|x) of a test row; every nat less makes what happened e times likelier."),
        new KeyFigure(
            "RMSE",
            "minutes",
            39.14,
            44.72,
            KeyFigure.Better.LOWER,
            "Root of the mean squared error of the mean; a few very late flights weigh most."),
        new KeyFigure(
            "MAE",
            "minutes",
            21.98,
            24.41,
            KeyFigure.Better.LOWER,
            "Mean absolute error: half of the story that RMSE tells, without the tail."),
        new KeyFigure(
            "CRPS",
            "minutes",
            16.02,
            18.37,
            KeyFigure.Better.LOWER,
            "Error of the whole predicted distribution, in the target's unit."),
        new KeyFigure(
            "Rejected",
            "% of test rows",
            0.42,
            Double.NaN,
            KeyFigure.Better.NEITHER,
            "Rows less ordinary than any training row; for them the answer is p(y)."),
        new KeyFigure(
            "Mean log p(x)",
            "nats",
            -31.8,
            -38.25,
            KeyFigure.Better.HIGHER,
            "How well the inputs themselves are described; the baseline is a Gaussian."));
  }

  private static History history(int epochs) {
    Random random = new Random(1);
    double[] train = values(epochs, i -> 5.05 + 1.1 * Math.exp(-i / 6.0) + noise(random, 0.008));
    double[] valid = values(epochs, i -> 5.09 + 1.0 * Math.exp(-i / 6.0) + 4e-4 * i);
    double[] nll = values(epochs, i -> 4.69 + 0.5 * Math.exp(-i / 5.0) + noise(random, 0.005));
    double[] density = values(epochs, i -> -31.5 - 9 * Math.exp(-i / 7.0) + noise(random, 0.05));
    return new History(train, valid, nll, density, 43);
  }

  private static LogDensities densities() {
    Random random = new Random(2);
    double[] train = values(60_000, i -> skewed(random, -28.6, 1.9));
    double[] valid = values(25_000, i -> skewed(random, -28.7, 1.9));
    double[] test = values(TEST_ROWS, i -> skewed(random, -30.4, 2.1));
    return new LogDensities(train, valid, test, Arrays.stream(train).min().orElseThrow());
  }

  private static double skewed(Random random, double top, double scale) {
    double normal = random.nextGaussian();
    return top - scale * Math.abs(normal) - scale * Math.log1p(Math.exp(random.nextGaussian()));
  }

  private static NumericPredictions numeric() {
    Random random = new Random(3);
    double[] predicted = values(TEST_ROWS, i -> 6 + 14 * random.nextGaussian());
    double[] actual =
        values(
            TEST_ROWS,
            i ->
                predicted[i]
                    - 8
                    + 14 * random.nextGaussian()
                    - 24 * Math.log(random.nextDouble())
                    - 16);
    double[] pit = values(TEST_ROWS, i -> Math.pow(random.nextDouble(), 0.93));
    return new NumericPredictions(actual, predicted, pit);
  }

  private static List<RiskCurve> riskCurves() {
    double[] coverage = values(500, i -> (i + 1) / 500.0);
    double[] density = values(500, i -> 33 + 6.1 * Math.pow(coverage[i], 2));
    double[] deviation = values(500, i -> 18 + 21.1 * Math.pow(coverage[i], 1.6));
    return List.of(
        new RiskCurve("log p(x)", coverage, density, "RMSE, minutes", 35.0),
        new RiskCurve("predicted sd", coverage, deviation, "RMSE, minutes", 26.1));
  }

  private static List<ColumnSummary> columns() {
    Random random = new Random(4);
    return List.of(
        number("month", 0, 6.55, 3.41, random, "dequantised by 1"),
        number("dep_time", 0, 1349, 488.3, random, "dequantised by 1; cyclic"),
        number("air_time", 0.0281, 150.7, 93.69, random, "dequantised by 1; heavy tail"),
        number("distance", 0, 1040, 733.2, random, ""),
        number("plane_age", 0.1243, 11.2, 7.13, random, "indicator for missing values"),
        new ColumnSummary(
            "carrier",
            "category",
            0,
            Double.NaN,
            Double.NaN,
            List.of("UA", "B6", "EV", "DL", "AA"),
            new long[] {58_665, 54_635, 54_173, 48_110, 32_729, 26_397, 20_536},
            "16 levels",
            Double.NaN),
        new ColumnSummary(
            "year",
            "integer",
            0,
            2013,
            0,
            List.of(),
            new long[0],
            "constant: left out",
            Double.NaN));
  }

  private static ColumnSummary number(
      String name, double missing, double mean, double deviation, Random random, String note) {
    long[] histogram = IntStream.range(0, 16).mapToLong(i -> 200 + random.nextInt(1_000)).toArray();
    return new ColumnSummary(
        name, "number", missing, mean, deviation, List.of(), histogram, note, mean / 1e4);
  }

  private static List<ReportedRow> worst() {
    return List.of(
        ReportedRow.numeric(
            258_113,
            1_007,
            14.2,
            ReportedRow.interval(-38, 121.5),
            -36.21,
            "y far above its interval"),
        ReportedRow.numeric(
            261_004, 851, 3.81, ReportedRow.interval(-41, 108), -29.07, "y far above its interval"),
        ReportedRow.numeric(
            250_721,
            -64,
            88.4,
            ReportedRow.interval(11, 203),
            -44.9,
            "distance 4,983 is above every training row's"));
  }

  private static List<Fact> provenance() {
    return List.of(
        new Fact(
            "command",
            "diglm fit flights.parquet --target arr_delay --features month,day,day_of_week,dep_time,"
                + "arr_time,air_time,distance,plane_age --split time --out flights.diglm"),
        new Fact("seed", "7"),
        new Fact("date", "2026-11-25 00:12 UTC"),
        new Fact("versions", "diglm 0.1.0, Java 17.0.15, Linux 6.1 amd64"),
        new Fact("machine", "2 cores, 16 GB"),
        new Fact("data", "sha256 5f2c…91ab, 336,776 rows"),
        new Fact("flow", "spline, 6 layers of 64 units"),
        new Fact("head", "Student-t, identity link, scale from its own predictor"));
  }

  private static double noise(Random random, double scale) {
    return scale * random.nextGaussian();
  }

  private static double[] values(int length, IntToDoubleFunction function) {
    return IntStream.range(0, length).mapToDouble(function).toArray();
  }
}

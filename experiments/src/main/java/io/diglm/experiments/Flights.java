package io.diglm.experiments;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Histogram;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Picture;
import io.diglm.chart.Range;
import io.diglm.config.DataSettings;
import io.diglm.model.FamilyName;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.schema.Table;
import io.diglm.selective.TwoSamples;
import io.diglm.train.FitConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Delays of flights: prediction beside baselines, and how log p(x) shifts with the months. */
final class Flights implements Experiment {
  private static final int BINS = 60;

  /** The size of the ensemble for the bundled flights; each member has another seed. */
  private static final int MEMBERS = 10;

  @Override
  public String name() {
    return "flights";
  }

  @Override
  public String title() {
    return "Flight delays";
  }

  @Override
  public String section() {
    return "Nalisnick et al. 2019, section 6.2, figure 3";
  }

  /** All settings of this experiment: the defaults. */
  static FitConfig recipe(long seed, int test, FamilyName family) {
    return FitConfig.of(FlightsData.TARGET)
        .data(
            d ->
                d.features(FlightsData.FEATURES.toArray(String[]::new))
                    .split(DataSettings.Split.TIME)
                    .missing(DataSettings.Missing.DROP)
                    .test(test))
        .head(h -> h.family(family))
        .run(r -> r.seed(seed));
  }

  @Override
  public ExperimentResult run(Context context) {
    FlightsData data = FlightsData.of(context);
    Table table = data.source().read();
    List<FlightsFit> mixtures = new ArrayList<>();
    for (int k = 0; k < (data.published() ? 1 : MEMBERS); k++) {
      mixtures.add(fit(context.seed() + k, FamilyName.MIXTURE, context, data, table));
    }
    FlightsFit mixture = mixtures.get(0);
    FlightsFit gaussian = fit(context.seed(), FamilyName.GAUSSIAN, context, data, table);
    return new ExperimentResult(
        "%s: %,d flights with all eight attributes train (of which a tenth validates, at most 10,000), the next %,d test."
            .formatted(data.name(), mixture.training(), mixture.test()),
        List.of(results(mixtures, gaussian, data), shift(mixture)),
        List.of(picture(mixture)),
        notes(data));
  }

  private static FlightsFit fit(
      long seed, FamilyName family, Context context, FlightsData data, Table table) {
    FitConfig recipe = context.recipe(recipe(seed, data.test(), family));
    String key = Reproduction.lower(family) + "-" + seed;
    return context
        .units()
        .of(
            key,
            data.name() + " " + table.rows() + " rows " + recipe,
            FlightsFit.class,
            () -> FlightsFit.of(context.fit(key, recipe, table)));
  }

  private static ResultTable results(
      List<FlightsFit> mixtures, FlightsFit gaussian, FlightsData data) {
    FlightsFit mixture = mixtures.get(0);
    List<Row> rows = new ArrayList<>();
    List<Score> each = mixtures.stream().map(FlightsFit::hybrid).toList();
    rows.add(Score.row("hybrid, mixture head", Source.OURS, each));
    if (mixtures.size() > 1) {
      String name = "the average of these %d".formatted(mixtures.size());
      rows.add(Score.row(name, Source.OURS, List.of(FlightsFit.averaged(mixtures))));
    }
    rows.add(Score.row("hybrid, Gaussian head", Source.OURS, List.of(gaussian.hybrid())));
    rows.add(Score.row("least squares", Source.BASELINE, List.of(mixture.leastSquares())));
    rows.add(Score.row("constant", Source.BASELINE, List.of(mixture.constant())));
    String other = data.published() ? "" : " (2008, other flights)";
    rows.add(published("the paper's hybrid" + other, 40.46, 5.07));
    rows.add(published("deep ensemble" + other, 38.38, 6.91));
    return new ResultTable(
        "Arrival delay on the test rows",
        "RMSE in minutes, NLL in nats.",
        List.of(new Column("RMSE", "min", Better.LOWER), new Column("NLL", "nats", Better.LOWER)),
        rows);
  }

  private static Row published(String name, double rmse, double nll) {
    return Row.of(name, Source.PUBLISHED, Measured.of(rmse), Measured.of(nll));
  }

  private static ResultTable shift(FlightsFit fit) {
    TwoSamples shift = fit.shift();
    return new ResultTable(
        "Are test rows less ordinary than held-out rows of the training period?",
        "log p(x) of validation rows against test rows. AUC is the probability that a validation"
            + " row is the denser of a pair: 0.5 where nothing shifted. A p-value of 0 is below"
            + " 1e-300.",
        List.of(
            new Column("shift of the mean", "nats", Better.NEITHER),
            new Column("AUC", "", Better.NEITHER),
            new Column("Mann-Whitney z", "", Better.NEITHER),
            new Column("Mann-Whitney p", "", Better.NEITHER),
            new Column("KS distance", "", Better.NEITHER),
            new Column("KS p", "", Better.NEITHER)),
        List.of(
            Row.of(
                "hybrid, mixture head",
                Source.OURS,
                Measured.of(fit.meanShift()),
                Measured.of(shift.auc()),
                Measured.of(shift.z()),
                Measured.of(shift.p()),
                Measured.of(shift.ks()),
                Measured.of(shift.ksP()))));
  }

  private static Picture picture(FlightsFit fit) {
    double[] both =
        DoubleStream.concat(DoubleStream.of(fit.trainDensity()), DoubleStream.of(fit.testDensity()))
            .toArray();
    Range range = Range.ofMost(both);
    Histogram train = Histogram.of(fit.trainDensity(), range, BINS);
    Histogram test = Histogram.of(fit.testDensity(), range, BINS);
    double top = 1.05 * Math.max(train.highest(), test.highest());
    return new Picture(
        "figure-3",
        "Figure 3",
        "Histograms of log p(x) of training and of test rows.",
        List.of(
            new Figure(
                "log p(x), training against test",
                "Overlaid histograms.",
                new Axis("log p(x), nats", range),
                new Axis("share of rows a nat", new Range(0, top)),
                List.of(
                    train.outline("training", Ink.FIRST, Layer.Mark.AREA),
                    test.outline("test", Ink.SECOND, Layer.Mark.AREA)))));
  }

  private static List<String> notes(FlightsData data) {
    List<String> notes = new ArrayList<>();
    if (!data.published()) {
      notes.add(
          "These are not the paper's rows (5 million US flights of 2008, the next 100,000 for"
              + " test), so the published figures cannot be compared with; put 2008.csv and"
              + " plane-data.csv of the ASA Data Expo into --data to run on them.");
    }
    notes.add(
        "The flow's settings are this library's defaults; the paper does not give its own. The"
            + " paper's head is Gaussian.");
    return notes;
  }
}

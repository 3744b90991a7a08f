package io.diglm.experiments;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Picture;
import io.diglm.chart.Range;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.watch.Reference;
import io.diglm.watch.Watch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** How often an alarm over a stream is false, and how long a true alarm takes. */
final class Streams implements Experiment {
  private static final double ALPHA = 0.01;
  private static final int CALIBRATION = 1000;
  private static final int EDGES = 256;
  private static final int COLUMNS = 10;
  private static final int COLUMN_EDGES = 64;
  private static final int DRIFTS = 20;
  private static final int DRIFT_ROWS = 50_000;
  private static final int BLOCK = 10;
  private static final int POINTS = 200;

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public String title() {
    return "An alarm that may be looked at any time";
  }

  @Override
  public String section() {
    return "not in the paper; conformal test martingales (Vovk et al. 2021)";
  }

  /** The number of streams that had an alarm. */
  record Alarms(int streams, int alarms, double seconds) {}

  /**
   * The result for a stream whose column 3 drifts.
   *
   * @param alarm the row of the first alarm; 0 if there was none
   * @param named whether column 3 has the most evidence
   * @param others how many other series had an alarm
   * @param evidence of column 3 along the rows, in nats
   */
  record Slow(long alarm, boolean named, int others, double[] evidence) {}

  @Override
  public ExperimentResult run(Context context) {
    int streams = context.choose(100, 1000);
    int rows = 100_000;
    List<Alarms> blocks = new ArrayList<>();
    for (int from = 0; from < streams; from += BLOCK) {
      int first = from;
      blocks.add(
          context
              .units()
              .of(
                  String.format(Locale.ROOT, "streams-%d", from),
                  rows + " rows",
                  Alarms.class,
                  () -> exchangeable(context.seed(), first, rows)));
    }
    int alarms = blocks.stream().mapToInt(Alarms::alarms).sum();
    double perSecond = (double) streams * rows / blocks.stream().mapToDouble(Alarms::seconds).sum();
    List<Slow> drifts = new ArrayList<>();
    for (int i = 0; i < context.choose(DRIFTS / 4, DRIFTS); i++) {
      long seed = context.seed() + i;
      drifts.add(context.units().of("drift-" + i, DRIFT_ROWS, Slow.class, () -> slow(seed)));
    }
    return new ExperimentResult(
        "%,d streams of %,d rows exchangeable with %,d calibration rows; %d streams of %,d rows and %d columns of which one drifts by one deviation."
            .formatted(streams, rows, CALIBRATION, drifts.size(), DRIFT_ROWS, COLUMNS),
        List.of(table(streams, alarms, perSecond, drifts)),
        List.of(picture(drifts.get(0))),
        List.of(),
        List.of(
            "Rows are of a second of processor time of one thread, the draws of the scores included."),
        Map.of(
            "streams",
            streams,
            "alarms",
            alarms,
            "rows_a_second",
            perSecond,
            "drifts_named",
            drifts.stream().filter(d -> d.alarm() > 0 && d.named()).count()));
  }

  /** Normal scores, with new calibration rows for each stream. */
  private static Alarms exchangeable(long seed, int from, int rows) {
    long start = processorTime();
    int alarms = 0;
    for (int stream = from; stream < from + BLOCK; stream++) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + stream);
      double[] calibration = random.doubles(CALIBRATION).toArray();
      Watch watch =
          Watch.start(List.of(Reference.of("novelty", calibration, EDGES)), ALPHA, stream);
      double[] score = new double[1];
      for (int row = 0; row < rows; row++) {
        score[0] = random.nextDouble();
        watch.add(score, "");
      }
      alarms += watch.alarm().isPresent() ? 1 : 0;
    }
    return new Alarms(BLOCK, alarms, (processorTime() - start) / 1e9);
  }

  /** The time of this thread in nanoseconds, because other threads may use the processor. */
  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Series 0 is novelty, here the squared length; column 3 moves. */
  private static Slow slow(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] before =
        IntStream.range(0, 4 * CALIBRATION)
            .mapToObj(row -> row(random, 0))
            .toArray(double[][]::new);
    List<Reference> references = new ArrayList<>();
    for (int series = 0; series <= COLUMNS; series++) {
      int at = series;
      double[] values = IntStream.range(0, before.length).mapToDouble(r -> before[r][at]).toArray();
      references.add(Reference.of("series " + series, values, series == 0 ? EDGES : COLUMN_EDGES));
    }
    Watch watch = Watch.start(references, ALPHA, seed);
    double[] evidence = new double[POINTS];
    for (int row = 0; row < DRIFT_ROWS; row++) {
      watch.add(row(random, (double) row / DRIFT_ROWS), "");
      if (row % (DRIFT_ROWS / POINTS) == 0) {
        evidence[row / (DRIFT_ROWS / POINTS)] = watch.findings().get(3).evidence();
      }
    }
    List<Watch.Finding> findings = watch.findings();
    int most = 1;
    int others = 0;
    for (int series = 1; series <= COLUMNS; series++) {
      most = findings.get(series).peak() > findings.get(most).peak() ? series : most;
      others += series != 3 && findings.get(series).alarm().isPresent() ? 1 : 0;
    }
    return new Slow(
        findings.get(3).alarm().map(place -> place.row()).orElse(0L), most == 3, others, evidence);
  }

  private static double[] row(SplittableRandom random, double drift) {
    double[] row = new double[COLUMNS + 1];
    for (int series = 1; series <= COLUMNS; series++) {
      row[series] = random.nextGaussian() + (series == 3 ? drift : 0);
      row[0] += row[series] * row[series];
    }
    return row;
  }

  private static ResultTable table(int streams, int alarms, double perSecond, List<Slow> drifts) {
    return new ResultTable(
        "Alarms at alpha %s".formatted(ALPHA),
        "False alarms ever, as a share of streams; the row of the first alarm of the column that drifts.",
        List.of(
            new Column("false alarms", "", Better.LOWER),
            new Column("rows a second", "", Better.HIGHER),
            new Column("drifts named", "", Better.HIGHER),
            new Column("row of the alarm", "", Better.LOWER),
            new Column("alarms of other columns", "", Better.LOWER)),
        List.of(
            Row.of(
                "watch",
                Source.OURS,
                Measured.of((double) alarms / streams),
                Measured.of(perSecond),
                Measured.over(
                    drifts.stream().mapToDouble(d -> d.alarm() > 0 && d.named() ? 1 : 0).toArray()),
                Measured.over(drifts.stream().mapToDouble(Slow::alarm).toArray()),
                Measured.over(drifts.stream().mapToDouble(Slow::others).toArray()))));
  }

  private static Picture picture(Slow drift) {
    double[] x = Curve.points(0, DRIFT_ROWS, POINTS);
    double needed = -Math.log(ALPHA * 0.5 / COLUMNS);
    return new Picture(
        "drift",
        "A column that drifts by one deviation over 50,000 rows",
        "The log of what a stake of 1 has become; from the dashed line on there is an alarm.",
        List.of(
            new Figure(
                "Evidence along the stream",
                "The log capital of the drifting column by row, rising without bound.",
                new Axis("row", Range.of(x)),
                new Axis("nats", Range.of(drift.evidence()).and(0).padded()),
                List.of(
                    new Layer("drifting column", Ink.FIRST, Layer.Mark.LINE, x, drift.evidence()),
                    Layer.rule("alarm", 0, needed, DRIFT_ROWS, needed)))));
  }
}

package io.diglm.experiments;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Layer.Mark;
import io.diglm.chart.Picture;
import io.diglm.chart.Range;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tables and pictures of {@link MixedTables}.
 *
 * @param sets the tables
 * @param contenders all models; ours is the first and has all tables
 * @param densities mean log p(x) of test rows, by table
 */
record MixedTablesPage(
    List<MixedTable> sets, List<Contender> contenders, Map<String, Double> densities) {
  private static final String LINEAR = "linear";
  private static final String LOSS = "RMSE or error";

  List<ResultTable> tables() {
    List<ResultTable> all = new ArrayList<>();
    if (compared()) {
      all.add(ranks());
    }
    all.add(beside());
    all.addAll(figures("Regression", "RMSE", table -> !table.classes()));
    all.addAll(figures("Classes", "error", MixedTable::classes));
    all.add(times());
    return all;
  }

  private Contender ours() {
    return contenders.get(0);
  }

  private Stream<Contender> peers() {
    return contenders.stream().skip(1);
  }

  /** Returns whether a peer has results for every table. */
  private boolean compared() {
    return peers().anyMatch(peer -> peer.hasAll(sets));
  }

  private Standing standing(ToDoubleFunction<Reached> figure) {
    return Standing.of(contenders, sets, figure);
  }

  private ResultTable ranks() {
    Standing nll = standing(Reached::nll);
    Standing loss = standing(Reached::loss);
    List<Row> rows = new ArrayList<>();
    contenders.stream()
        .filter(contender -> contender.hasAll(sets))
        .forEach(
            contender ->
                rows.add(
                    Row.of(
                        contender.name(),
                        contender.source(),
                        known(nll.rank(contender.name())),
                        known(loss.rank(contender.name())),
                        ahead(contender, Reached::nll),
                        ahead(contender, Reached::loss))));
    return new ResultTable(
        "Mean ranks",
        String.format(
            Locale.ROOT,
            "1 is the best. Nemenyi's test at 5 %% tells two apart whose mean ranks differ by %.2f (NLL) or %.2f (%s)."
                + " Ahead: on how many of the %d tables diglm's figure is better than this one's."
                + " A model that repeats another's figures is ranked once.",
            nll.difference(),
            loss.difference(),
            LOSS,
            sets.size()),
        List.of(
            new Column("NLL", "", Better.LOWER),
            new Column(LOSS, "", Better.LOWER),
            new Column("diglm ahead in NLL", "tables", Better.NEITHER),
            new Column("diglm ahead in " + LOSS, "tables", Better.NEITHER)),
        rows);
  }

  private Measured ahead(Contender peer, ToDoubleFunction<Reached> figure) {
    if (peer.equals(ours())) {
      return Measured.NONE;
    }
    double[] mine = ours().figures(sets, figure);
    double[] others = peer.figures(sets, figure);
    long ahead = IntStream.range(0, mine.length).filter(i -> mine[i] < others[i]).count();
    return Measured.of((double) ahead);
  }

  /** Our results beside those of the best peer on each table. */
  private ResultTable beside() {
    List<Row> rows = new ArrayList<>();
    for (MixedTable table : sets) {
      double nll = ours().on(table).map(Reached::nll).orElse(Double.NaN);
      double loss = ours().on(table).map(Reached::loss).orElse(Double.NaN);
      double bestNll = best(table, Reached::nll);
      double bestLoss = best(table, Reached::loss);
      rows.add(
          Row.of(
              table.name(),
              Source.OURS,
              known(nll),
              known(bestNll),
              linear(table, Reached::nll),
              known(loss),
              known(bestLoss),
              linear(table, Reached::loss),
              known(densities.getOrDefault(table.name(), Double.NaN))));
    }
    return new ResultTable(
        "Table by table",
        "The best peer is another one from column to column. log p(x) is the mean of the test rows.",
        List.of(
            new Column("NLL", "nats", Better.LOWER),
            new Column("best peer's NLL", "nats", Better.LOWER),
            new Column("linear NLL", "nats", Better.LOWER),
            new Column(LOSS, "", Better.LOWER),
            new Column("best peer's", "", Better.LOWER),
            new Column("linear", "", Better.LOWER),
            new Column("log p(x)", "nats", Better.HIGHER)),
        rows);
  }

  private Measured linear(MixedTable table, ToDoubleFunction<Reached> figure) {
    return peers()
        .filter(peer -> peer.name().equals(LINEAR))
        .findFirst()
        .map(peer -> peer.figure(table, figure))
        .orElse(Measured.NONE);
  }

  /** The least figure of the peers that have the table; NaN if there is none. */
  private double best(MixedTable table, ToDoubleFunction<Reached> figure) {
    return peers()
        .flatMap(peer -> peer.on(table).stream())
        .mapToDouble(figure)
        .min()
        .orElse(Double.NaN);
  }

  /** All figures of the tables of one task. */
  private List<ResultTable> figures(String title, String loss, Predicate<MixedTable> task) {
    List<MixedTable> some = sets.stream().filter(task).toList();
    if (some.isEmpty()) {
      return List.of();
    }
    return List.of(
        figures(title + ", NLL", "nats", some, Reached::nll),
        figures(title + ", " + loss, "", some, Reached::loss));
  }

  private ResultTable figures(
      String title, String unit, List<MixedTable> some, ToDoubleFunction<Reached> figure) {
    List<Row> rows = new ArrayList<>();
    for (Contender contender : contenders) {
      List<Measured> mine = some.stream().map(table -> contender.figure(table, figure)).toList();
      boolean none = mine.stream().allMatch(measured -> measured.count() == 0);
      if (!none && rows.stream().noneMatch(row -> row.figures().equals(mine))) {
        rows.add(new Row(contender.name(), contender.source(), mine));
      }
    }
    List<Column> columns =
        some.stream().map(table -> new Column(table.name(), unit, Better.LOWER)).toList();
    return new ResultTable(
        title, "A row that repeats the figures of a row above is left out.", columns, rows);
  }

  private ResultTable times() {
    List<Row> rows = new ArrayList<>();
    for (Contender contender : contenders) {
      List<Reached> all = sets.stream().flatMap(table -> contender.on(table).stream()).toList();
      if (!all.isEmpty()) {
        DoubleSummaryStatistics fit = summary(all, Reached::fitSeconds);
        rows.add(
            Row.of(
                contender.name(),
                contender.source(),
                Measured.of(fit.getAverage()),
                Measured.of(fit.getMax()),
                Measured.of(summary(all, Reached::cpuSeconds).getAverage()),
                Measured.of(summary(all, Reached::predictSeconds).getAverage())));
      }
    }
    return new ResultTable(
        "Times",
        "Means over the tables that a contender has. Seconds of the wall depend on what else the machine does and on the threads"
            + " (of the peers, as their file says); CPU seconds are those of all threads.",
        List.of(
            new Column("fit", "s", Better.LOWER),
            new Column("longest fit", "s", Better.LOWER),
            new Column("fit", "CPU s", Better.LOWER),
            new Column("all test rows", "s", Better.LOWER)),
        rows);
  }

  private static DoubleSummaryStatistics summary(
      List<Reached> all, ToDoubleFunction<Reached> figure) {
    return all.stream().mapToDouble(figure).summaryStatistics();
  }

  List<Picture> pictures() {
    return compared() ? List.of(rankPicture(), gapPicture()) : List.of();
  }

  private Picture rankPicture() {
    Standing nll = standing(Reached::nll);
    Standing loss = standing(Reached::loss);
    return new Picture(
        "mean-ranks",
        "Mean ranks",
        "From the top, by NLL: %s. By %s: %s. Those whose bars do not overlap differ at 5 %%."
            .formatted(String.join(", ", nll.names()), LOSS, String.join(", ", loss.names())),
        List.of(rankFigure("NLL", nll), rankFigure(LOSS, loss)));
  }

  private Figure rankFigure(String title, Standing standing) {
    int count = standing.names().size();
    int mine = standing.names().indexOf(ours().name());
    double half = standing.difference() / 2;
    int[] others = IntStream.range(0, count).filter(i -> i != mine).toArray();
    return new Figure(
        title,
        "Mean ranks, the best at the top, in the middle of bars as long as the critical difference.",
        new Axis("mean rank", new Range(1 - half, count + half)),
        new Axis("place from below", new Range(0, count + 1)),
        List.of(
            bars("peers", Ink.SECOND, standing, others),
            bars(ours().name(), Ink.FIRST, standing, new int[] {mine})));
  }

  /** One line from end to end for each, separated by gaps. */
  private static Layer bars(String name, Ink ink, Standing standing, int... which) {
    double half = standing.difference() / 2;
    double[] x = new double[4 * which.length];
    double[] y = new double[4 * which.length];
    for (int k = 0; k < which.length; k++) {
      double rank = standing.ranks()[which[k]];
      double[] points = {rank - half, rank, rank + half, rank + half};
      System.arraycopy(points, 0, x, 4 * k, points.length);
      Arrays.fill(y, 4 * k, 4 * k + 3, standing.names().size() - which[k]);
      y[4 * k + 3] = Double.NaN;
    }
    return new Layer(name, ink, Mark.LINE_AND_POINTS, x, y);
  }

  private Picture gapPicture() {
    MixedTable[] byNll = sorted(this::nllGap);
    MixedTable[] byLoss = sorted(this::lossRatio);
    return new Picture(
        "gaps",
        "Beside the best peer",
        "Left: diglm's NLL less that of the best peer, from left to right %s. Right: diglm's %s by that of the best peer, %s."
            .formatted(names(byNll), LOSS, names(byLoss)),
        List.of(
            gaps("NLL", "nats more than the best peer", byNll, this::nllGap, 0),
            gaps(LOSS, "times the best peer's", byLoss, this::lossRatio, 1)));
  }

  private static String names(MixedTable... some) {
    return String.join(", ", Arrays.stream(some).map(MixedTable::name).toList());
  }

  private MixedTable[] sorted(ToDoubleFunction<MixedTable> gap) {
    return sets.stream()
        .sorted((a, b) -> Double.compare(gap.applyAsDouble(a), gap.applyAsDouble(b)))
        .toArray(MixedTable[]::new);
  }

  private static Figure gaps(
      String title, String unit, MixedTable[] some, ToDoubleFunction<MixedTable> gap, double even) {
    double[] y = Arrays.stream(some).mapToDouble(gap).toArray();
    double[] x = IntStream.rangeClosed(1, y.length).asDoubleStream().toArray();
    return new Figure(
        title,
        "A point a table, in the order of the gap.",
        new Axis("table", new Range(0, y.length + 1)),
        new Axis(unit, Range.of(y).and(even).padded()),
        List.of(
            Layer.rule("equal", 0, even, y.length + 1, even),
            new Layer("diglm", Ink.FIRST, Mark.LINE_AND_POINTS, x, y)));
  }

  private double nllGap(MixedTable table) {
    return ours().on(table).map(Reached::nll).orElse(Double.NaN) - best(table, Reached::nll);
  }

  private double lossRatio(MixedTable table) {
    return ours().on(table).map(Reached::loss).orElse(Double.NaN) / best(table, Reached::loss);
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        compared()
            ? "Peers: benchmarks/peers/tables.py on the same rows, which says how each gets an NLL; on classes a variant for"
                + " regression, such as hgb-scale, is the plain peer."
            : "No peer has all tables: benchmarks/peers/tables.py DATA docs/results/tables-peers.json runs them.");
    notes.add("A tenth of each fit's rows only decides when to stop; one more is held back.");
    return notes;
  }

  Map<String, Object> headline() {
    Map<String, Object> figures = new LinkedHashMap<>();
    if (compared()) {
      figures.put("mean_rank_nll", standing(Reached::nll).rank(ours().name()));
      figures.put("mean_rank_loss", standing(Reached::loss).rank(ours().name()));
      figures.put("most_nats_behind", sets.stream().mapToDouble(this::nllGap).max().orElse(0));
      figures.put("largest_loss_ratio", sets.stream().mapToDouble(this::lossRatio).max().orElse(0));
    }
    return figures;
  }

  private static Measured known(double value) {
    return Double.isNaN(value) ? Measured.NONE : Measured.of(value);
  }
}

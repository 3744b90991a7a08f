package io.diglm.experiments;

import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Tables and notes of {@link MixedTables}.
 *
 * @param contest who stood where
 * @param densities mean log p(x) of test rows, by table
 */
record MixedTablesPage(Contest contest, Map<String, Double> densities) {
  private static final String LINEAR = "linear";

  List<ResultTable> tables() {
    List<ResultTable> all = new ArrayList<>();
    if (contest.compared()) {
      all.add(ranks());
    }
    all.add(beside());
    all.addAll(figures("Regression", "RMSE", table -> !table.classes()));
    all.addAll(figures("Classes", "error", MixedTable::classes));
    all.add(times());
    return all;
  }

  private ResultTable ranks() {
    Standing nll = contest.standing(Reached::nll);
    Standing loss = contest.standing(Reached::loss);
    List<Row> rows = new ArrayList<>();
    contest.contenders().stream()
        .filter(contender -> contender.hasAll(contest.sets()))
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
            Contest.LOSS,
            contest.sets().size()),
        List.of(
            new Column("NLL", "", Better.LOWER),
            new Column(Contest.LOSS, "", Better.LOWER),
            new Column("diglm ahead in NLL", "tables", Better.NEITHER),
            new Column("diglm ahead in " + Contest.LOSS, "tables", Better.NEITHER)),
        rows);
  }

  private Measured ahead(Contender peer, ToDoubleFunction<Reached> figure) {
    if (peer.equals(contest.ours())) {
      return Measured.NONE;
    }
    double[] mine = contest.ours().figures(contest.sets(), figure);
    double[] others = peer.figures(contest.sets(), figure);
    long ahead = IntStream.range(0, mine.length).filter(i -> mine[i] < others[i]).count();
    return Measured.of((double) ahead);
  }

  /** Our results beside those of the best peer on each table. */
  private ResultTable beside() {
    List<Row> rows = new ArrayList<>();
    for (MixedTable table : contest.sets()) {
      double nll = contest.ours().on(table).map(Reached::nll).orElse(Double.NaN);
      double loss = contest.ours().on(table).map(Reached::loss).orElse(Double.NaN);
      double bestNll = contest.best(table, Reached::nll);
      double bestLoss = contest.best(table, Reached::loss);
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
            new Column(Contest.LOSS, "", Better.LOWER),
            new Column("best peer's", "", Better.LOWER),
            new Column("linear", "", Better.LOWER),
            new Column("log p(x)", "nats", Better.HIGHER)),
        rows);
  }

  private Measured linear(MixedTable table, ToDoubleFunction<Reached> figure) {
    return contest
        .peers()
        .filter(peer -> peer.name().equals(LINEAR))
        .findFirst()
        .map(peer -> peer.figure(table, figure))
        .orElse(Measured.NONE);
  }

  /** All figures of the tables of one task. */
  private List<ResultTable> figures(String title, String loss, Predicate<MixedTable> task) {
    List<MixedTable> some = contest.sets().stream().filter(task).toList();
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
    for (Contender contender : contest.contenders()) {
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
    for (Contender contender : contest.contenders()) {
      List<Reached> all =
          contest.sets().stream().flatMap(table -> contender.on(table).stream()).toList();
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

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        contest.compared()
            ? "Peers: benchmarks/peers/tables.py on the same rows, which says how each gets an NLL; on classes a variant for"
                + " regression, such as hgb-scale, is the plain peer."
            : "No peer has all tables: benchmarks/peers/tables.py DATA docs/results/tables-peers.json runs them.");
    notes.add("A tenth of each fit's rows only decides when to stop; one more is held back.");
    return notes;
  }

  Map<String, Object> headline() {
    Map<String, Object> figures = new LinkedHashMap<>();
    if (contest.compared()) {
      figures.put("mean_rank_nll", contest.standing(Reached::nll).rank(contest.ours().name()));
      figures.put("mean_rank_loss", contest.standing(Reached::loss).rank(contest.ours().name()));
      figures.put(
          "most_nats_behind", contest.sets().stream().mapToDouble(contest::nllGap).max().orElse(0));
      figures.put(
          "largest_loss_ratio",
          contest.sets().stream().mapToDouble(contest::lossRatio).max().orElse(0));
    }
    return figures;
  }

  private static Measured known(double value) {
    return Double.isNaN(value) ? Measured.NONE : Measured.of(value);
  }
}

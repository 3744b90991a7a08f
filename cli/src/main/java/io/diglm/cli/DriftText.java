package io.diglm.cli;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.predict.Drift;
import io.diglm.report.Axis;
import io.diglm.report.ExperimentReport;
import io.diglm.report.Fact;
import io.diglm.report.Figure;
import io.diglm.report.Ink;
import io.diglm.report.Layer;
import io.diglm.report.Measured;
import io.diglm.report.Picture;
import io.diglm.report.Range;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Drift in words, for a terminal and as a page. */
record DriftText(Manifest manifest, Drift drift) {
  private static final int NAMED = 3;

  JsonObject json() {
    JsonObject json = Json.object(drift);
    if (!answers()) {
      json.remove("expected");
    }
    return json;
  }

  /** Whether there is a target, of which errors are to be expected. */
  private boolean answers() {
    return manifest.schema().target().isPresent();
  }

  String facts() {
    Facts facts = new Facts();
    facts.line("verdict", "%s", verdict());
    facts.line("rows", "%,d; %,d more could not be read", drift.rows(), drift.unreadable());
    for (Drift.ScoreShift score : drift.scores().stream().limit(NAMED).toList()) {
      facts.line(
          "novelty",
          "by %s: effect %+.3f (p %.2g)",
          Values.lower(score.score()),
          score.effect(),
          score.pValue());
    }
    for (Drift.ColumnShift column : drift.columns().stream().limit(NAMED).toList()) {
      facts.line(
          "column",
          "%s: distance %.3f (p %.2g); %s",
          column.column(),
          column.distance(),
          column.pValue(),
          column.words());
    }
    for (Drift.Period period : drift.periods()) {
      facts.line(
          "time",
          "%s: effect %+.3f, log p(x) %.2f, %s rejected, %,d rows",
          period.label(),
          period.effect(),
          period.logDensity(),
          MeasureText.percent(period.rejected()),
          period.rows());
    }
    drift.periods().stream()
        .max(Comparator.comparingDouble(period -> Math.abs(period.effect())))
        .ifPresent(p -> facts.line("farthest", "%s (effect %+.3f)", p.label(), p.effect()));
    facts.line("rejected", "%s of the rows", MeasureText.percent(drift.rejected()));
    if (answers()) {
      facts.line("expected", "%s", expected());
    }
    return facts.text();
  }

  private String expected() {
    return !manifest.schema().classes().isEmpty()
        ? MeasureText.percent(drift.expected()) + " of the answers wrong, if p(y|x) is as it was"
        : "RMSE " + MeasureText.number(drift.expected()) + ", if p(y|x) is as it was";
  }

  private String verdict() {
    if (!drift.drifted()) {
      return "no drift: what differs is chance, or too small to matter";
    }
    Drift.ScoreShift first = drift.scores().get(0);
    String cause =
        drift.columns().isEmpty()
            ? ""
            : "; most of all %s (%s)"
                .formatted(drift.columns().get(0).column(), drift.columns().get(0).words());
    return String.format(
        Locale.ROOT,
        "drift: rows differ from those trained on (effect %+.2f by %s)%s",
        first.effect(),
        Values.lower(first.score()),
        cause);
  }

  ExperimentReport page(String source, Optional<String> time, String command) {
    String lead =
        "%s: %s. %,d rows, %s of them rejected%s."
            .formatted(
                source,
                verdict(),
                drift.rows(),
                MeasureText.percent(drift.rejected()),
                answers() ? "; expected: " + expected() : "");
    return new ExperimentReport(
        "Drift",
        lead,
        drift.columns().isEmpty() ? List.of(scores()) : List.of(columns(), scores()),
        time.map(column -> List.of(along(column))).orElse(List.of()),
        List.of(),
        List.of(
            "Effect: the chance that a row is more novel than a validation row, less that of the"
                + " opposite; below %s it counts as none.".formatted(Drift.SMALL),
            "Distance: the largest between the distribution functions of the column here and in"
                + " training. With many rows every p-value is small: look at effect and distance."),
        List.of(new Fact("command", command)));
  }

  private ResultTable scores() {
    return new ResultTable(
        "Novelty of the rows",
        "",
        List.of(new Column("effect", "", Better.NEITHER), new Column("p", "", Better.NEITHER)),
        drift.scores().stream()
            .map(
                s ->
                    Row.of(
                        Values.lower(s.score()),
                        Source.OURS,
                        Measured.of(s.effect()),
                        Measured.of(s.pValue())))
            .toList());
  }

  private ResultTable columns() {
    return new ResultTable(
        "Columns, the most different first",
        "",
        List.of(new Column("distance", "", Better.NEITHER), new Column("p", "", Better.NEITHER)),
        drift.columns().stream()
            .map(
                c ->
                    Row.of(
                        c.column() + ": " + c.words(),
                        Source.OURS,
                        Measured.of(c.distance()),
                        Measured.of(c.pValue())))
            .toList());
  }

  private Picture along(String column) {
    List<Drift.Period> periods = drift.periods();
    double[] x = IntStream.range(0, periods.size()).asDoubleStream().toArray();
    double[] effect = periods.stream().mapToDouble(Drift.Period::effect).toArray();
    String labels = String.join(", ", periods.stream().map(Drift.Period::label).toList());
    Figure figure =
        new Figure(
            "Novelty along " + column,
            "The effect of each period, in order.",
            new Axis("period", Range.of(x).padded()),
            new Axis("effect", new Range(-1, 1)),
            List.of(new Layer("effect", Ink.FIRST, Layer.Mark.LINE_AND_POINTS, x, effect)));
    return new Picture("along", "Along " + column, "Periods, from 0: " + labels, List.of(figure));
  }
}

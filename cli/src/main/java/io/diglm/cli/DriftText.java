package io.diglm.cli;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.predict.Drift;
import io.diglm.report.DriftReport;
import io.diglm.report.DriftReport.Shift;
import io.diglm.report.Fact;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    Drift.ScoreShift first =
        drift.scores().stream().filter(Drift.ScoreShift::counts).findFirst().orElseThrow();
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

  DriftReport page(String source, Optional<String> time, String command) {
    String lead =
        "%s. %,d rows, %s of them rejected%s."
            .formatted(
                capitalised(verdict()),
                drift.rows(),
                MeasureText.percent(drift.rejected()),
                answers() ? "; expected: " + expected() : "");
    return new DriftReport(
        source,
        lead,
        drift.pValues(),
        drift.scores().stream()
            .map(s -> new Shift(Values.lower(s.score()), "", s.effect(), s.pValue()))
            .toList(),
        drift.columns().stream()
            .map(c -> new Shift(c.column(), c.words(), c.distance(), c.pValue()))
            .toList(),
        time.map(this::along),
        List.of(
            new Fact("command", command),
            new Fact("counts from", "an effect of %s, beyond chance".formatted(Drift.SMALL))));
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private DriftReport.Periods along(String column) {
    return new DriftReport.Periods(
        column,
        drift.periods().stream().map(Drift.Period::label).toList(),
        drift.periods().stream().mapToDouble(Drift.Period::effect).toArray());
  }
}

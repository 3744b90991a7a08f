package io.diglm.cli.text;

import com.google.gson.JsonObject;
import io.diglm.drift.Drift;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.report.DriftWords;
import io.diglm.reporting.MeasureText;

/**
 * Prints drift in words, for a terminal.
 *
 * @param manifest of the model
 * @param drift of the rows
 */
public record DriftText(Manifest manifest, Drift drift) {
  private static final int NAMED = 3;

  /** {@return the drift for a program} */
  public JsonObject json() {
    JsonObject json = Json.object(drift);
    if (!words().answers()) {
      json.remove("expected");
    }
    return json;
  }

  private DriftWords words() {
    return new DriftWords(manifest, drift);
  }

  /**
   * Adds the lines that tell the drift.
   *
   * @param facts receives the lines
   */
  public void facts(Facts facts) {
    facts.line("verdict", "%s", words().verdict());
    facts.line("rows", "%,d; %,d more could not be read", drift.rows(), drift.unreadable());
    for (Drift.ScoreShift score : drift.scores().stream().limit(NAMED).toList()) {
      facts.line(
          "novelty",
          "by %s: effect %+.3f (p %.2g, e %s)",
          Printable.lower(score.score()),
          score.effect(),
          score.pValue(),
          WatchText.eValue(score.logE()));
    }
    for (Drift.ColumnShift column : drift.columns().stream().limit(NAMED).toList()) {
      facts.line(
          "column",
          "%s: distance %.3f (p %.2g, e %s); %s",
          column.column(),
          column.distance(),
          column.pValue(),
          WatchText.eValue(column.logE()),
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
    if (!drift.periods().isEmpty()) {
      drift
          .farthest()
          .ifPresentOrElse(
              p ->
                  facts.line(
                      "farthest", "%s (effect %+.3f, p %.2g)", p.label(), p.effect(), p.pValue()),
              () ->
                  facts.line(
                      "farthest",
                      "%s",
                      "no period: what differs is chance, or too small to matter"));
    }
    facts.line("rejected", "%s of the rows", MeasureText.percent(drift.rejected()));
    if (words().answers()) {
      facts.line("expected", "%s", words().expected());
    }
  }
}

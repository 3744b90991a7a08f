package io.diglm.reporting;

import io.diglm.model.Manifest;
import io.diglm.predict.Drift;
import io.diglm.predict.Predictor;
import io.diglm.report.DriftReport;
import io.diglm.report.DriftReport.Shift;
import io.diglm.report.Fact;
import io.diglm.report.ReportWriter;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Drift in words and as a page.
 *
 * @param manifest the model's
 * @param drift what was found
 * @param time the column along which it was looked for, if any
 */
public record DriftReports(Manifest manifest, Drift drift, Optional<String> time) {
  private static final String JAVA = "DriftReports, from Java";

  /** Drift that was looked for along no column. */
  public DriftReports(Manifest manifest, Drift drift) {
    this(manifest, drift, Optional.empty());
  }

  /**
   * Writes whether rows drift from those of training as one HTML file: what {@code diglm drift
   * --report} writes.
   *
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(Predictor predictor, Table table, Path file) {
    write(predictor, table, Optional.empty(), file);
  }

  /** The same along a column that tells when a row was. */
  public static void write(Predictor predictor, Table table, String time, Path file) {
    write(predictor, table, Optional.of(time), file);
  }

  private static void write(Predictor predictor, Table table, Optional<String> time, Path file) {
    Drift drift = Drift.of(predictor, table, time);
    DriftReports reports = new DriftReports(predictor.manifest(), drift, time);
    ReportWriter.write(reports.page(table.source(), JAVA), file);
  }

  /** Returns how wrong the model expects to be; nothing of a model without a target. */
  public Optional<String> expected() {
    if (manifest.schema().target().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        !manifest.schema().classes().isEmpty()
            ? MeasureText.percent(drift.expected())
                + " of the answers wrong, if p(y|x) is as it was"
            : "RMSE " + MeasureText.number(drift.expected()) + ", if p(y|x) is as it was");
  }

  /** Returns whether the rows differ from those of training, and in what most. */
  public String verdict() {
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
        lower(first.score()),
        cause);
  }

  /**
   * Returns the page.
   *
   * @param source what the rows are called
   * @param command what the user called, for the provenance
   */
  public DriftReport page(String source, String command) {
    String lead =
        "%s. %,d rows, %s of them rejected%s."
            .formatted(
                capitalised(verdict()),
                drift.rows(),
                MeasureText.percent(drift.rejected()),
                expected().map(words -> "; expected: " + words).orElse(""));
    return new DriftReport(
        source,
        lead,
        drift.pValues(),
        drift.scores().stream()
            .map(s -> new Shift(lower(s.score()), "", s.effect(), s.pValue()))
            .toList(),
        drift.columns().stream()
            .map(c -> new Shift(c.column(), c.words(), c.distance(), c.pValue()))
            .toList(),
        time.map(this::along),
        List.of(
            new Fact("command", command),
            new Fact("counts from", "an effect of %s, beyond chance".formatted(Drift.SMALL))));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
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

package io.diglm.reporting;

import io.diglm.model.Manifest;
import io.diglm.predict.Drift;
import io.diglm.predict.Predictor;
import io.diglm.report.DriftReport;
import io.diglm.report.DriftWords;
import io.diglm.report.Fact;
import io.diglm.report.ReportWriter;
import io.diglm.schema.Table;
import java.nio.file.Path;
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
    DriftWords words = words();
    return words.answers() ? Optional.of(words.expected()) : Optional.empty();
  }

  /** Returns whether the rows differ from those of training, and in what most. */
  public String verdict() {
    return words().verdict();
  }

  /**
   * Returns the page.
   *
   * @param source what the rows are called
   * @param command what the user called, for the provenance
   */
  public DriftReport page(String source, String command) {
    return words().report(source, time, new Fact("command", command));
  }

  private DriftWords words() {
    return new DriftWords(manifest, drift);
  }
}

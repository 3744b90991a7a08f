package io.diglm.reporting;

import io.diglm.drift.Drift;
import io.diglm.model.Manifest;
import io.diglm.page.ReportWriter;
import io.diglm.predict.Predictor;
import io.diglm.report.DriftReport;
import io.diglm.report.DriftWords;
import io.diglm.report.Fact;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Describes drift in words and as a page.
 *
 * @param manifest the manifest of the model
 * @param drift the result
 * @param time the column that gives the periods, if any
 */
public record DriftReports(Manifest manifest, Drift drift, Optional<String> time) {
  private static final String JAVA = "DriftReports, from Java";

  /**
   * Prepares a report of drift without periods.
   *
   * @param manifest of the model
   * @param drift of the batch
   */
  public DriftReports(Manifest manifest, Drift drift) {
    this(manifest, drift, Optional.empty());
  }

  /**
   * Tests whether rows drift from the training rows and writes the report as one HTML file, as
   * {@code diglm drift --report} does.
   *
   * @param predictor the model
   * @param table the batch; it needs no target
   * @param file HTML
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(Predictor predictor, Table table, Path file) {
    write(predictor, table, Optional.empty(), file);
  }

  /**
   * Writes the same report with periods, given a column with the time of each row.
   *
   * @param predictor the model
   * @param table the batch; it needs no target
   * @param time name of the column of times
   * @param file HTML
   */
  public static void write(Predictor predictor, Table table, String time, Path file) {
    write(predictor, table, Optional.of(time), file);
  }

  private static void write(Predictor predictor, Table table, Optional<String> time, Path file) {
    Drift drift = Drift.of(predictor, table, time);
    DriftReports reports = new DriftReports(predictor.manifest(), drift, time);
    ReportWriter.write(reports.page(table.source(), JAVA), file);
  }

  /** {@return the error that the model expects; empty for a model without a target} */
  public Optional<String> expected() {
    DriftWords words = words();
    return words.answers() ? Optional.of(words.expected()) : Optional.empty();
  }

  /** {@return whether the rows differ from the training rows, and in what they differ most} */
  public String verdict() {
    return words().verdict();
  }

  /**
   * {@return the page}
   *
   * @param source the name of the rows
   * @param command the command or call of the user, for the provenance
   */
  public DriftReport page(String source, String command) {
    return words().report(source, time, new Fact("command", command));
  }

  private DriftWords words() {
    return new DriftWords(manifest, drift);
  }
}

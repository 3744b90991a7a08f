package io.diglm.page;

import io.diglm.chart.ChartFont;
import io.diglm.model.AtomicFile;
import io.diglm.report.DriftReport;
import io.diglm.report.ExperimentReport;
import io.diglm.report.FitReport;
import io.diglm.report.RejectionReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes a report as one self-contained HTML file, which needs no network, script or font. */
public final class ReportWriter {
  private ReportWriter() {}

  /**
   * Checks that this machine can draw charts, so that a caller finds out before a long fit.
   *
   * @throws IllegalStateException if Java finds no font to measure text with
   */
  public static void requireFonts() {
    ChartFont.require();
  }

  /**
   * Writes the page completely or not at all. An existing file is replaced only by a complete one.
   *
   * @param report content of the page
   * @param file HTML
   * @throws IllegalStateException if Java finds no font to measure text with
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(FitReport report, Path file) {
    requireFonts();
    write(ReportPage.of(report), file);
  }

  /**
   * Writes the page of an experiment.
   *
   * @param report content of the page
   * @param file HTML
   * @throws IllegalStateException if Java finds no font to measure text with
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(ExperimentReport report, Path file) {
    requireFonts();
    write(ExperimentPage.of(report), file);
  }

  /**
   * Writes the page of rejected images.
   *
   * @param report content of the page
   * @param file HTML
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(RejectionReport report, Path file) {
    write(RejectionPage.of(report), file);
  }

  /**
   * Writes the page about drift.
   *
   * @param report content of the page
   * @param file HTML
   * @throws IllegalStateException if Java finds no font to measure text with
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(DriftReport report, Path file) {
    requireFonts();
    write(DriftPage.of(report), file);
  }

  /**
   * {@return the page about drift, to be shown instead of written}
   *
   * @param report content of the page
   * @throws IllegalStateException if Java finds no font to measure text with
   */
  public static String page(DriftReport report) {
    requireFonts();
    return DriftPage.of(report);
  }

  /** A link stays a link. A device or pipe is written to, not replaced. */
  private static void write(String page, Path file) {
    AtomicFile.write(file, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
  }
}

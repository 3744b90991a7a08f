package io.diglm.report;

import io.diglm.model.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes a report as one HTML file that needs nothing else: no network, no script, no font. */
public final class ReportWriter {
  private ReportWriter() {}

  /**
   * Checks that this machine can draw charts, so that a caller may know before a long fit.
   *
   * @throws IllegalStateException if Java finds no font to measure text with
   */
  public static void requireFonts() {
    ChartFont.require();
  }

  /**
   * Writes the page at once or not at all: a file already there is replaced only by a whole one.
   *
   * @throws IllegalStateException if Java finds no font to measure text with
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(FitReport report, Path file) {
    requireFonts();
    write(ReportPage.of(report), file);
  }

  /**
   * Writes the page of an experiment, as the other.
   *
   * @throws IllegalStateException if Java finds no font to measure text with
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(ExperimentReport report, Path file) {
    requireFonts();
    write(ExperimentPage.of(report), file);
  }

  /**
   * Writes the page of rejected images, as the others.
   *
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(RejectionReport report, Path file) {
    write(report.page(), file);
  }

  /**
   * Writes the page about drift, as the others.
   *
   * @throws IllegalStateException if Java finds no font to measure text with
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(DriftReport report, Path file) {
    requireFonts();
    write(report.page(), file);
  }

  /**
   * Returns the page about drift, to be shown rather than kept.
   *
   * @throws IllegalStateException if Java finds no font to measure text with
   */
  public static String page(DriftReport report) {
    requireFonts();
    return report.page();
  }

  /** A link stays one, and a device or pipe is written to, not replaced. */
  private static void write(String page, Path file) {
    AtomicFile.write(file, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
  }
}

package io.diglm.report;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

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
   * @throws UnusableFileException if the file cannot be written
   */
  public static void write(FitReport report, Path file) {
    requireFonts();
    write(ReportPage.of(report), file);
  }

  /**
   * Writes the page of an experiment, as the other.
   *
   * @throws IllegalStateException if Java finds no font to measure text with
   * @throws UnusableFileException if the file cannot be written
   */
  public static void write(ExperimentReport report, Path file) {
    requireFonts();
    write(ExperimentPage.of(report), file);
  }

  /**
   * Writes the page of rejected images, as the others.
   *
   * @throws UnusableFileException if the file cannot be written
   */
  public static void write(RejectionReport report, Path file) {
    write(report.page(), file);
  }

  /**
   * Writes the page about drift, as the others.
   *
   * @throws IllegalStateException if Java finds no font to measure text with
   * @throws UnusableFileException if the file cannot be written
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

  private static void write(String page, Path file) {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(absolute)) {
      throw new UnusableFileException("report must be a file in a folder that exists, got " + file);
    }
    try {
      replace(page, absolute, folder);
    } catch (IOException e) {
      throw new UnusableFileException(
          "report must be in a folder with space and permission to write, got %s (%s)"
              .formatted(file, e),
          e);
    }
  }

  private static void replace(String page, Path file, Path folder) throws IOException {
    Path draft =
        Files.createFile(folder.resolve("." + file.getFileName() + "." + UUID.randomUUID()));
    try {
      Files.writeString(draft, page, StandardCharsets.UTF_8);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}

package io.diglm.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class ReportWriterTest {
  private final Path folder;

  ReportWriterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void replacesTheFileAndLeavesNothingBesideIt() throws IOException {
    Path file = folder.resolve("fit.html");
    Files.writeString(file, "old");
    ReportWriter.write(Samples.empty(), file);
    assertTrue(Files.readString(file).startsWith("<!DOCTYPE html>"));
    assertEquals(List.of(file), files());
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    Path file = folder.resolve("nowhere").resolve("fit.html");
    UnusableFileException error =
        assertThrows(UnusableFileException.class, () -> ReportWriter.write(Samples.empty(), file));
    assertEquals(
        "%s cannot be written: folder %s does not exist (create it or choose another)"
            .formatted(file, file.getParent()),
        error.getMessage());
  }

  @Test
  void refusesAFolderInPlaceOfAFile() {
    UnusableFileException error =
        assertThrows(
            UnusableFileException.class, () -> ReportWriter.write(Samples.empty(), folder));
    assertEquals(
        folder + " cannot be written: it is a folder (name a file inside it)", error.getMessage());
  }

  @Test
  void aFailedWriteLeavesNothing() {
    Path file = folder.resolve("x".repeat(250));
    UnusableFileException error =
        assertThrows(UnusableFileException.class, () -> ReportWriter.write(Samples.empty(), file));
    String start = file + " cannot be written: ";
    assertTrue(String.valueOf(error.getMessage()).startsWith(start), error.getMessage());
    assertEquals(List.of(), files());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysInOneLineThatThereIsNoFont() throws IOException, InterruptedException {
    Path noFonts = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig/>");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.awt.headless=true",
            "-Duser.home=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            NoFonts.class.getName());
    builder.environment().put("FONTCONFIG_FILE", noFonts.toString());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertEquals(
        "the report's charts must have a font to measure text with, got none on this machine"
            + " (on Debian: apt-get install fontconfig libfreetype6 fonts-dejavu-core)",
        said.strip());
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

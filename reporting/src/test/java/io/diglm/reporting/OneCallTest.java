package io.diglm.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.page.ReportWriter;
import io.diglm.train.FitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports by one call from Java. */
final class OneCallTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aFitWritesThePageThatTheCommandWrites() throws Exception {
    Path one = folder.resolve("one.html");
    Path other = folder.resolve("other.html");
    try (FitResult result = TinyFits.fit(TinyFits.numbers(), "y")) {
      FitReports.write(result, one);
      ReportWriter.write(FitReports.of(result, "diglm fit"), other);
    }
    String page = Files.readString(one);
    assertTrue(page.contains("FitReports, from Java"));
    assertEquals(Files.readString(other), page.replace("FitReports, from Java", "diglm fit"));
  }

  @Test
  void driftIsWrittenWithAndWithoutTime() throws Exception {
    Path page = folder.resolve("drift.html");
    try (FitResult result = TinyFits.fit(TinyFits.numbers(), "y")) {
      DriftReports.write(result.predictor(), result.table(), page);
      assertTrue(Files.readString(page).contains("DriftReports, from Java"));
      DriftReports.write(result.predictor(), result.table(), "y", page);
      assertTrue(Files.readString(page).contains("Effect by period"));
    }
  }

  @Test
  void rejectedImagesAreOfImages() {
    try (FitResult result = TinyFits.fit(TinyFits.numbers(), "y")) {
      assertEquals(
          "report must be of images, got a table",
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      RejectedImages.write(
                          result.predictor(), result.table(), folder.resolve("r.html")))
              .getMessage());
    }
  }
}

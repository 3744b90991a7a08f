package io.diglm.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diglm.browser.Browser;
import io.diglm.browser.BrowserTab;
import io.diglm.report.FitReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens the page in Chromium; aborted, and reported so, where there is none on the PATH. */
final class BrowserTest {
  private static Optional<Browser> browser = Optional.empty();

  @BeforeAll
  static void start(@TempDir Path folder) {
    browser = Browser.program().map(program -> new Browser(program, folder));
  }

  /**
   * Before each test, not before all: Surefire counts a class that aborts as a whole as nothing.
   */
  @BeforeEach
  void needsChromium() {
    assumeTrue(browser.isPresent(), "chromium must be on the PATH, got none");
  }

  @AfterAll
  static void stop() {
    browser.ifPresent(Browser::close);
  }

  @ParameterizedTest
  @CsvSource({"375, light", "375, dark", "1280, light", "1280, dark"})
  void opensWithNothingMissingAndFitsTheWindow(int width, String scheme, @TempDir Path folder)
      throws Exception {
    for (FitReport report : List.of(Samples.flights(), Samples.classes(100), longWords())) {
      Path page = Files.createTempFile(folder, "fit", ".html");
      ReportWriter.write(report, page);
      BrowserTab tab = browser.orElseThrow().tab();
      tab.open(page.toUri(), width, scheme);
      assertEquals(List.of(), tab.complaints());
      assertEquals(List.of(page.toUri().toString()), tab.requests());
      assertEquals(Integer.toString(width), tab.evaluate("document.documentElement.scrollWidth"));
      assertEquals("10", tab.evaluate("document.querySelectorAll('main section').length"));
    }
  }

  @ParameterizedTest
  @CsvSource({"375, light", "1280, dark"})
  void pagesAboutDriftFitTheWindow(int width, String scheme, @TempDir Path folder)
      throws Exception {
    Path page = folder.resolve("drift.html");
    ReportWriter.write(DriftReportTest.report(12), page);
    BrowserTab tab = browser.orElseThrow().tab();
    tab.open(page.toUri(), width, scheme);
    assertEquals(List.of(), tab.complaints());
    assertEquals(Integer.toString(width), tab.evaluate("document.documentElement.scrollWidth"));
    String heights = "[...document.querySelectorAll('.pairs b')].map(b => b.clientHeight > 0)";
    assertEquals("true,true,true,true", tab.evaluate(heights + ".join()"));
  }

  @Test
  void colourSchemesDiffer(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("schemes.html");
    ReportWriter.write(Samples.flights(), page);
    assertEquals("rgb(255, 255, 255)", background(page, "light"));
    assertEquals("rgb(17, 20, 24)", background(page, "dark"));
  }

  @Test
  void hostileTextRunsNothing(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("hostile.html");
    ReportWriter.write(Samples.filledWith("</style><script>window.bad=1</script>", 1), page);
    BrowserTab tab = browser.orElseThrow().tab();
    tab.open(page.toUri(), 375, "light");
    assertEquals("undefined", tab.evaluate("window.bad"));
    assertEquals("0", tab.evaluate("document.scripts.length"));
  }

  @Test
  void aPageThatMissesAPictureIsNoticed(@TempDir Path folder) throws Exception {
    Path page = Files.writeString(folder.resolve("bad.html"), "<img src=\"missing.png\"/>");
    BrowserTab tab = browser.orElseThrow().tab();
    tab.open(page.toUri(), 375, "light");
    assertFalse(tab.complaints().isEmpty());
    assertEquals(2, tab.requests().size());
  }

  private static String background(Path page, String scheme) throws Exception {
    BrowserTab tab = browser.orElseThrow().tab();
    tab.open(page.toUri(), 375, scheme);
    return tab.evaluate("getComputedStyle(document.body).backgroundColor");
  }

  private static FitReport longWords() {
    return Samples.filledWith("x".repeat(2_000), -1e299);
  }
}

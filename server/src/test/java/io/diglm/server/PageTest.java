package io.diglm.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diglm.browser.Browser;
import io.diglm.browser.BrowserTab;
import io.diglm.server.models.ModelSource;
import java.net.URI;
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

/** Uses the page in Chromium; aborted, and reported so, where there is none on the PATH. */
final class PageTest {
  private static Optional<Browser> browser = Optional.empty();
  @TempDir private static Path folder = Path.of("");
  private static ModelServer server;

  @BeforeAll
  static void start() {
    browser = Browser.program().map(program -> new Browser(program, folder));
    Path model = Golden.copy(folder, "golden.diglm");
    server = ModelServer.start(ServerConfig.of(new ModelSource("golden", "1", model)));
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
    server.close();
  }

  private static String base() {
    return "http://127.0.0.1:%d/".formatted(server.port());
  }

  private static BrowserTab open(int width, String scheme) throws Exception {
    BrowserTab tab = browser.orElseThrow().tab();
    tab.open(URI.create(base()), width, scheme);
    tab.awaits("document.getElementById('verdict').textContent.length > 0");
    return tab;
  }

  @ParameterizedTest
  @CsvSource({
    "375, light, 'rgb(255, 255, 255)'",
    "375, dark, 'rgb(17, 20, 24)'",
    "1280, light, 'rgb(255, 255, 255)'",
    "1280, dark, 'rgb(17, 20, 24)'"
  })
  void opensWithNothingMissingAndFitsTheWindow(int width, String scheme, String background)
      throws Exception {
    BrowserTab tab = open(width, scheme);
    assertEquals(List.of(), tab.complaints());
    assertTrue(tab.requests().stream().allMatch(a -> a.startsWith(base()) || a.equals("data:,")));
    assertEquals(Integer.toString(width), tab.evaluate("document.documentElement.scrollWidth"));
    assertEquals(background, tab.evaluate("getComputedStyle(document.body).backgroundColor"));
    assertEquals("", tab.evaluate("document.getElementById('problem').textContent"));
  }

  @Test
  void theAnswerMovesWithTheSliderUntilTheRowIsRefusedAndTheNearestIsTaken() throws Exception {
    BrowserTab tab = open(1280, "light");
    tab.awaits("document.getElementById('verdict').className === 'accepted'");
    String before = tab.evaluate("document.querySelector('#numbers dd').textContent");
    move(tab, 0, "parseFloat(s.value) + 0.4");
    tab.awaits("document.querySelector('#numbers dd').textContent !== '" + before + "'");
    assertNotEquals(
        "", tab.evaluate("document.querySelector('#answer svg').getAttribute('aria-label')"));
    move(tab, 0, "s.max");
    move(tab, 1, "s.max");
    tab.awaits("document.getElementById('verdict').textContent.startsWith('Refused: ')");
    tab.awaits("document.getElementById('take') !== null");
    tab.evaluate("document.getElementById('take').click()");
    tab.awaits("document.getElementById('verdict').className === 'accepted'");
  }

  private static void move(BrowserTab tab, int column, String to) throws Exception {
    tab.evaluate(
        "(() => { const s = document.getElementById('slider-%d'); s.value = %s; s.dispatchEvent(new Event('input', {bubbles: true})); })()"
            .formatted(column, to));
  }

  @Test
  void answersAFileAndTellsOfDrift() throws Exception {
    BrowserTab tab = open(1280, "light");
    tab.evaluate(
        "(() => { const d = new DataTransfer();"
            + " d.items.add(new File(['a,b,level\\n0.5,2,two\\n900,2,one\\nx,2,one\\n'], 'r.csv', {type: 'text/csv'}));"
            + " const i = document.getElementById('csv'); i.files = d.files; i.dispatchEvent(new Event('change')); })()");
    tab.awaits("document.getElementById('summary').textContent.startsWith('3 rows')");
    assertEquals(
        "3 rows: 1 accepted, 1 refused (33.3 %), 1 could not be read.",
        tab.evaluate("document.getElementById('summary').textContent"));
    assertEquals("4", tab.evaluate("document.querySelectorAll('#first tr').length"));
    assertEquals("r.answers.csv", tab.evaluate("document.getElementById('download').download"));
    tab.evaluate("document.getElementById('look').click()");
    tab.awaits("document.getElementById('drifted').textContent.includes('2 rows')");
    assertEquals(List.of(), tab.complaints());
  }

  /** Every control has a name, and none is out of the keyboard's reach. */
  @Test
  void aScreenReaderAndAKeyboardFindEveryControl() throws Exception {
    BrowserTab tab = open(1280, "light");
    String unnamed =
        "[...document.querySelectorAll('input, select, button, canvas')].filter(e => !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.textContent.trim()).map(e => e.id).join()";
    assertEquals("", tab.evaluate(unnamed));
    assertEquals(
        "0",
        tab.evaluate(
            "document.querySelectorAll('[tabindex=\"-1\"], svg:not([aria-label])').length"));
    assertEquals("en", tab.evaluate("document.documentElement.lang"));
  }

  @Test
  void aModelThatIsGoneIsSaidOnThePage() throws Exception {
    BrowserTab tab = open(375, "light");
    tab.evaluate(
        "(() => { const m = document.getElementById('model'); m.append(new Option('gone', 'gone')); m.value = 'gone'; m.dispatchEvent(new Event('change')); })()");
    tab.awaits(
        "document.getElementById('problem').textContent.includes('model must be one of golden')");
  }
}

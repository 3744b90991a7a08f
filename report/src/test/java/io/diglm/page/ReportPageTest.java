package io.diglm.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.report.DataSummary;
import io.diglm.report.FitReport;
import io.diglm.report.KeyFigure;
import io.diglm.report.LogDensities;
import io.diglm.report.NumericPredictions;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

final class ReportPageTest {
  private static final List<String> SECTIONS =
      List.of(
          "summary",
          "warnings",
          "training",
          "density",
          "predictions",
          "calibration",
          "risk",
          "columns",
          "rows",
          "provenance");
  private static final String HOSTILE =
      "</title></style><script>alert('&amp;\"')</script>]]>\u0000\uD800";

  static Stream<FitReport> reports() {
    return Stream.of(
        Samples.flights(),
        Samples.classes(1),
        Samples.classes(6),
        Samples.classes(100),
        Samples.empty(),
        Samples.filledWith(HOSTILE, Double.NaN),
        Samples.filledWith("x".repeat(5_000), Double.POSITIVE_INFINITY),
        Samples.filledWith("", Double.NEGATIVE_INFINITY),
        Samples.filledWith("largest", Double.MAX_VALUE),
        Samples.filledWith("large", -1e299),
        Samples.filledWith("smallest", Double.MIN_VALUE),
        Samples.filledWith("zero", 0),
        Samples.filledWith("far from zero", 1e15 + 1));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void isWellFormedAndHasEverySection(FitReport report) throws Exception {
    NodeList sections = parsed(ReportPage.of(report)).getElementsByTagName("section");
    List<String> ids =
        IntStream.range(0, sections.getLength())
            .mapToObj(i -> ((Element) sections.item(i)).getAttribute("id"))
            .toList();
    assertEquals(SECTIONS, ids);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void loadsNothingAndRunsNothing(FitReport report) throws Exception {
    String page = ReportPage.of(report);
    Document document = parsed(page);
    for (String tag :
        List.of("script", "link", "img", "image", "iframe", "object", "embed", "use")) {
      assertEquals(0, document.getElementsByTagName(tag).getLength(), tag);
    }
    String withoutNamespaces = page.replaceAll("xmlns=\"http://www.w3.org/[^\"]*\"", "");
    assertFalse(withoutNamespaces.contains("http://"), "http://");
    assertFalse(withoutNamespaces.contains("https://"), "https://");
    assertFalse(page.contains("@import") || page.contains("base64"), "@import or base64");
    assertEquals(List.of(), matches(page, " (?:src|srcset|on\\w+)=\""));
    assertEquals(List.of(), matches(page, "url\\((?!#)[^)]*\\)"));
    assertEquals(List.of(), matches(page, "href=\"(?!#)[^\"]*\""));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void picturesHoldTextWithoutOutlinesAndColoursByClass(FitReport report) throws Exception {
    String page = ReportPage.of(report);
    NodeList pictures = parsed(page).getElementsByTagName("svg");
    for (int i = 0; i < pictures.getLength(); i++) {
      Element picture = (Element) pictures.item(i);
      assertEquals("img", picture.getAttribute("role"));
      Element title = (Element) picture.getFirstChild();
      assertEquals(title.getAttribute("id"), picture.getAttribute("aria-labelledby"));
      assertFalse(title.getTextContent().isBlank(), "title");
      assertTrue(picture.getElementsByTagName("text").getLength() >= 2, "tick labels");
    }
    assertEquals(List.of(), matches(page, "class=\"a t[xy]\""));
    assertEquals(List.of(), matches(page, "rgb\\([^)]*\\)"));
    assertEquals(List.of(), matches(page, " [a-z]+=\"[^\"]*(?:NaN|Infinity)[^\"]*\""));
  }

  @Test
  void idsAreUnique() {
    List<String> ids = matches(ReportPage.of(Samples.flights()), " id=\"[^\"]*\"");
    assertEquals(ids.size(), ids.stream().distinct().count());
  }

  @Test
  void hostileTextIsShownAsItIs() throws Exception {
    String page = ReportPage.of(Samples.filledWith("<script>&\"'</script>", 1));
    Element heading = (Element) parsed(page).getElementsByTagName("h1").item(0);
    assertEquals("<script>&\"'</script>, <script>&\"'</script>", heading.getTextContent());
  }

  @Test
  void twentyThousandRowsStaySmall() {
    String page = ReportPage.of(Samples.flights());
    int points = matches(page, "<circle").size();
    assertTrue(points <= 1_500, points + " points");
    assertTrue(page.length() < 122_000, page.length() + " characters");
  }

  @Test
  void saysHowFarTheTestRowsLieFromTheTrainingRows() {
    double[] train = {-10, -12};
    double[] test = {-13, -15.5};
    Page page = new Page();
    new DensitySection(new LogDensities(train, new double[0], test, -12)).write(page);
    String start =
        "<p>The test rows lie 3.250 nats to the left of the training rows: mean log p(x) is"
            + " −14.25 for test and −11 for training rows.";
    assertTrue(page.toString().startsWith(start), page.toString());
  }

  @Test
  void saysWhatTheBaselineIsAndWhichIsBetter() {
    KeyFigure better = new KeyFigure("NLL", "nats", 4.7, 5.2, KeyFigure.Better.LOWER, "");
    KeyFigure worse = new KeyFigure("log p(x)", "nats", -9, -8, KeyFigure.Better.HIGHER, "");
    KeyFigure alone = new KeyFigure("rows", "", 3, Double.NaN, KeyFigure.Better.HIGHER, "");
    Page page = new Page();
    DataSummary data = new DataSummary("t.csv", "y", "", "Gaussian", 1, 1, 1, 1, 0, 0);
    new HeadlineSection(data, List.of(better, worse, alone)).write(page);
    assertEquals(
        List.of("better than the constant model's 5.200", "worse than the constant model's −8"),
        matches(page.toString(), "[a-z]+ than the constant model's [^<]*"));
    assertTrue(page.toString().contains("Look first whether each figure is better"));
  }

  @Test
  void saysHowManyActualValuesTheIntervalsHold() {
    double[] pit = {0.01, 0.1, 0.5, 0.97};
    Page page = new Page();
    new CalibrationSection(new NumericPredictions(new double[4], new double[4], pit)).write(page);
    assertTrue(
        page.toString()
            .contains(
                "The central 90 % interval holds 50.0\u00a0% of the actual values, the 50 %"
                    + " interval 25.0\u00a0%."),
        page.toString());
  }

  @Test
  void namesWhatTheThirdColumnOfRowsIs() {
    assertTrue(ReportPage.of(Samples.flights()).contains("90 % interval</th>"));
    assertTrue(ReportPage.of(Samples.classes(3)).contains("p(predicted|x)</th>"));
  }

  private static List<String> matches(String page, String pattern) {
    return Pattern.compile(pattern).matcher(page).results().map(MatchResult::group).toList();
  }

  private static Document parsed(String page)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }
}

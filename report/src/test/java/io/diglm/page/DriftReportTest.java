package io.diglm.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.drift.ColumnHistogram;
import io.diglm.report.DriftReport;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DriftReportTest {
  @Test
  void theBarsOfAColumnTellBothShares() {
    String page = ReportWriter.page(report(2));
    assertTrue(
        page.contains(
            "<i title=\"up to 10: 25.0\u00a0% of these rows, 50.0\u00a0% in training\">"
                + "<b class=\"was\" style=\"height:67%\"></b>"
                + "<b class=\"is\" style=\"height:33%\"></b></i>"),
        page);
    assertEquals(2, count(page, "<i title="));
  }

  @Test
  void everyNumberOfPeriodsHasLabels() {
    assertEquals(List.of("1", "2"), periods(1));
    assertEquals(List.of("1", "2", "3"), periods(3));
    assertEquals(List.of("2", "4", "6", "8", "10", "12"), periods(12));
  }

  static DriftReport report(int periods) {
    double[] effect = new double[periods];
    Arrays.setAll(effect, i -> Math.sin(i));
    ColumnHistogram histogram =
        new ColumnHistogram(
            List.of("up to 10", "from 11"), new double[] {.5, .5}, new double[] {.25, .75});
    return new DriftReport(
        "rows.csv",
        "No drift.",
        new double[] {1.5, .5},
        List.of(new DriftReport.Shift("density", "", .1, .2, 0, Optional.empty())),
        List.of(
            new DriftReport.Shift("size", "median 12, was 9", .25, .3, 1, Optional.of(histogram))),
        Optional.of(
            new DriftReport.Periods(
                "month", Arrays.stream(effect).mapToObj(Double::toString).toList(), effect)),
        List.of());
  }

  private static List<String> periods(int count) {
    String page = ReportWriter.page(report(count));
    return Pattern.compile("<text class=\"tx\"[^>]*>([^<]*)<")
        .matcher(page.substring(page.indexOf("Effect by period")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }
}

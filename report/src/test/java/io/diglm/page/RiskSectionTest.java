package io.diglm.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.report.RiskCurve;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class RiskSectionTest {
  private static final double[] COVERAGE = {.25, .5, .75, 1};

  @Test
  void theLowestCurveIsNamed() {
    String page = page(curve("log p(x)", .2, .1, .1, .1), curve("confidence", 0, 0, .1, .1));
    assertTrue(page.contains("leave out rows by confidence, whose area is the smallest"), page);
  }

  @Test
  void whereNoAnswerIsWrongNoCurveIsTheLowestAndTheAxisBeginsAtZero() {
    String page = page(curve("log p(x)", 0, 0, 0, 0), curve("confidence", 0, 0, 0, 0));
    assertFalse(page.contains("whose area is the smallest"), page);
    List<String> ticks =
        Pattern.compile("<text class=\"ty\"[^>]*>([^<]+)")
            .matcher(page)
            .results()
            .map(found -> found.group(1))
            .sorted()
            .toList();
    assertEquals("0.0", ticks.get(0), ticks.toString());
    assertEquals("1.0", ticks.get(ticks.size() - 1), ticks.toString());
  }

  private static RiskCurve curve(String order, double... risk) {
    double area = (risk[0] + risk[1] + risk[2] + risk[3]) / 4;
    return new RiskCurve(order, COVERAGE, risk, "error, share of rows kept", area);
  }

  private static String page(RiskCurve... curves) {
    Page page = new Page();
    new RiskSection(List.of(curves)).write(page);
    return page.html().toString();
  }
}

package io.diglm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TickLabelsTest {

  @Test
  void labelsHaveAsManyDecimalsAsTheLongest() {
    assertEquals(List.of("−4.00", "0.50", "4.25"), shown("−4", "0.5", "4.25"));
    assertEquals(List.of("0", "50"), shown("0", "50"));
  }

  @Test
  void powersOfTenStayAsTheyAre() {
    assertEquals(List.of("0", "1.5E−7"), shown("0", "1.5E−7"));
  }

  @Test
  void thousandsAreSeparatedUnlessTheNumberMayBeAYear() {
    assertEquals(
        List.of("−150,000", "0", "50,000", "1,000,000"), shown("−150000", "0", "50000", "1000000"));
    assertEquals(List.of("12,000.0", "12,000.5"), shown("12000", "12000.5"));
    assertEquals(List.of("2010", "2020"), shown("2010", "2020"));
  }

  private static List<String> shown(String... texts) {
    TickLabels labels = new TickLabels("ty");
    for (String text : texts) {
      labels.add("1", "2", text);
    }
    return Pattern.compile(">([^<]+)</text>")
        .matcher(labels.markup())
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}

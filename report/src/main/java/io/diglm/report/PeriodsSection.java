package io.diglm.report;

import java.util.List;
import java.util.stream.IntStream;

/** The section on drift over time: a picture and the figures of each period. */
record PeriodsSection(DriftReport.Periods periods) implements Section {
  @Override
  public String id() {
    return "along";
  }

  @Override
  public String title() {
    return "Along " + periods.column();
  }

  @Override
  public boolean wide() {
    return false;
  }

  @Override
  public void write(Page page) {
    page.sentence("How much more novel the rows of each period are than validation rows.");
    page.figures(List.of(periods.figure()));
    page.table(
        List.of("#number", periods.column(), "#effect"),
        () -> IntStream.range(0, periods.effect().length).forEach(i -> row(page, i)));
  }

  private void row(Page page, int period) {
    page.html().open("tr");
    page.number(Numbers.count(period + 1));
    page.words(periods.labels().get(period));
    page.number(Numbers.of(periods.effect()[period]));
    page.html().close();
  }
}

package io.diglm.report;

import io.diglm.report.DriftReport.Shift;
import java.util.List;

/**
 * The section with the shifts as a table.
 *
 * @param headers of the name, of the words if there are any, of the size and of p
 */
record ShiftSection(
    String id,
    String title,
    String sentence,
    List<Figure> figures,
    List<String> headers,
    List<Shift> shifts)
    implements Section {
  private static final double MOST_NATS = 690;

  @Override
  public boolean wide() {
    return false;
  }

  @Override
  public void write(Page page) {
    page.sentence(sentence);
    if (!figures.isEmpty()) {
      page.figures(figures);
    }
    page.table(headers, () -> shifts.forEach(shift -> row(page, shift)));
  }

  private static void row(Page page, Shift shift) {
    page.html().open("tr");
    page.words(shift.name());
    if (!shift.words().isEmpty()) {
      page.words(shift.words());
    }
    page.number(Numbers.of(shift.size()));
    page.number(Numbers.of(shift.pValue()));
    page.number(eValue(shift.logE()));
    page.html().close();
  }

  /** Beyond what a double holds, as a power of ten. */
  private static String eValue(double nats) {
    return nats < MOST_NATS ? Numbers.of(Math.exp(nats)) : "10^" + Math.round(nats / Math.log(10));
  }
}

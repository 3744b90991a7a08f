package io.diglm.page;

import io.diglm.chart.Figure;
import io.diglm.drift.ColumnHistogram;
import io.diglm.markup.Html;
import io.diglm.markup.Numbers;
import io.diglm.report.DriftReport.Shift;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The section with the shifts as a table.
 *
 * @param headers of the name, of the histogram and the words if there are any, of the size, of p
 *     and of the e-value
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
    return shifts.stream().anyMatch(shift -> shift.histogram().isPresent());
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
    shift.histogram().ifPresent(histogram -> bars(page.html(), histogram));
    if (!shift.words().isEmpty()) {
      page.words(shift.words());
    }
    page.number(Numbers.of(shift.size()));
    page.number(Numbers.of(shift.pValue()));
    page.number(eValue(shift.logE()));
    page.html().close();
  }

  /** Adds a cell of pairs of bars: training, then these rows. Their tooltip has the figures. */
  private static void bars(Html html, ColumnHistogram histogram) {
    double highest =
        Math.max(
            Arrays.stream(histogram.before()).max().orElse(1),
            Arrays.stream(histogram.now()).max().orElse(1));
    html.open("td").open("span", "class", "pairs");
    for (int part = 0; part < histogram.labels().size(); part++) {
      double was = histogram.before()[part];
      double is = histogram.now()[part];
      String figures =
          "%s: %s of these rows, %s in training"
              .formatted(histogram.labels().get(part), Numbers.percent(is), Numbers.percent(was));
      html.open("i", "title", figures);
      html.leaf("b", "", "class", "was", "style", height(was / highest));
      html.leaf("b", "", "class", "is", "style", height(is / highest));
      html.close();
    }
    html.close().close();
  }

  private static String height(double share) {
    return String.format(Locale.ROOT, "height:%.0f%%", 100 * share);
  }

  /** Beyond what a double holds, as a power of ten. */
  private static String eValue(double nats) {
    return nats < MOST_NATS ? Numbers.of(Math.exp(nats)) : "10^" + Math.round(nats / Math.log(10));
  }
}

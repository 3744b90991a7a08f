package io.diglm.page;

import io.diglm.markup.Html;
import io.diglm.markup.Numbers;
import io.diglm.report.ColumnSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** The columns as the model saw them. */
record ColumnsSection(List<ColumnSummary> columns) implements Section {
  private static final int LEVELS = 3;

  @Override
  public String id() {
    return "columns";
  }

  @Override
  public String title() {
    return "Columns";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    if (columns.isEmpty()) {
      page.sentence("No columns were recorded.");
      return;
    }
    boolean measured = columns.stream().anyMatch(column -> !Double.isNaN(column.importance()));
    List<String> names =
        new ArrayList<>(
            List.of("column", "type", "#missing", "#mean", "#sd", "distribution", "note"));
    if (measured) {
      page.sentence(
          "Importance: how much the NLL of held-out rows rises when the cells of the column are"
              + " shuffled among them, in nats. Where two columns say the same, neither may seem to"
              + " matter.");
      names.add(1, "#importance"); // a phone shows the first columns only
    }
    page.table(names, () -> columns.forEach(column -> row(page, column, measured)));
  }

  private static void row(Page page, ColumnSummary column, boolean measured) {
    page.html().open("tr");
    page.html().open("th", "scope", "row");
    page.html().leaf("span", column.name(), "class", "cut", "title", column.name()).close();
    if (measured) {
      page.number(Numbers.of(column.importance()));
    }
    page.words(column.type());
    page.number(Numbers.percent(column.missing()));
    page.number(Numbers.of(column.mean()));
    page.number(Numbers.of(column.standardDeviation()));
    page.html().open("td");
    bars(page.html(), column.histogram());
    levels(page.html(), column.levels());
    page.html().close();
    page.words(column.note());
    page.html().close();
  }

  private static void bars(Html html, long[] histogram) {
    long highest = LongStream.of(histogram).max().orElse(0);
    if (highest == 0) {
      return;
    }
    html.open("span", "class", "bars", "aria-hidden", "true");
    for (long rows : histogram) {
      double height = 100.0 * rows / highest;
      html.leaf("i", "", "style", String.format(Locale.ROOT, "height:%.0f%%", height));
    }
    html.close();
  }

  private static void levels(Html html, List<String> levels) {
    if (levels.isEmpty()) {
      return;
    }
    String more = levels.size() > LEVELS ? ", …" : "";
    String first = String.join(", ", levels.subList(0, Math.min(LEVELS, levels.size()))) + more;
    html.leaf("span", first, "class", "cut", "title", String.join(", ", levels));
  }
}

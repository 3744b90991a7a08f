package io.diglm.page;

import io.diglm.report.ResultTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measured figures beside published ones. */
record ResultsSection(List<ResultTable> tables) implements Section {

  @Override
  public String id() {
    return "results";
  }

  @Override
  public String title() {
    return "Results";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    for (ResultTable table : tables) {
      page.html().leaf("h3", table.title());
      page.table(headers(table), () -> table.rows().forEach(row -> row(page, row)));
      page.html().leaf("p", table.note(), "class", "note");
    }
  }

  private static List<String> headers(ResultTable table) {
    List<String> headers = new ArrayList<>(List.of("model", "source"));
    for (ResultTable.Column column : table.columns()) {
      String unit = column.unit().isEmpty() ? "" : ", " + column.unit();
      String better =
          switch (column.better()) {
            case LOWER -> "\u00a0↓";
            case HIGHER -> "\u00a0↑";
            case NEITHER -> "";
          };
      headers.add("#" + column.name() + unit + better);
    }
    return headers;
  }

  private static void row(Page page, ResultTable.Row row) {
    page.html().open("tr");
    page.html().leaf("th", row.name(), "scope", "row");
    page.words(row.source().name().toLowerCase(Locale.ROOT));
    row.figures().forEach(figure -> page.number(figure.text()));
    page.html().close();
  }
}

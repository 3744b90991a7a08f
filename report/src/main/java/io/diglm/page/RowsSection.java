package io.diglm.page;

import io.diglm.markup.Numbers;
import io.diglm.report.ClassPredictions;
import io.diglm.report.NoPredictions;
import io.diglm.report.Predictions;
import io.diglm.report.ReportedRow;
import java.util.ArrayList;
import java.util.List;

/** The section with single rows to look at. */
record RowsSection(Predictions predictions, List<ReportedRow> worst, List<ReportedRow> leastDense)
    implements Section {

  @Override
  public String id() {
    return "rows";
  }

  @Override
  public String title() {
    return "Rows to look at";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    page.sentence("Rows are counted from 1, in the order in which the table was read.");
    if (answers()) {
      table(page, "Worst predicted", worst);
    }
    table(page, "Least ordinary", leastDense);
  }

  private void table(Page page, String title, List<ReportedRow> rows) {
    page.html().leaf("h3", title);
    if (rows.isEmpty()) {
      page.sentence("None: no rows were held out.");
      return;
    }
    List<String> headers = new ArrayList<>(List.of("#row"));
    if (answers()) {
      boolean classes = predictions instanceof ClassPredictions;
      headers.addAll(List.of("#actual", "#predicted"));
      headers.add(classes ? "#p(predicted|x)" : "#90 % interval");
    }
    headers.add("#log p(x), nats");
    page.table(headers, () -> rows.forEach(row -> row(page, row, headers.size())));
  }

  private boolean answers() {
    return !(predictions instanceof NoPredictions);
  }

  /** The reason has a line of its own, which a narrow screen shows without scrolling sideways. */
  private void row(Page page, ReportedRow row, int columns) {
    page.html().open("tr", "class", "said");
    page.number(Numbers.count(row.row()));
    if (answers()) {
      page.value(row.actual());
      page.value(row.predicted());
      page.value(row.interval());
    }
    page.number(Numbers.of(row.logDensity()));
    page.html().close();
    page.html().open("tr").open("td", "colspan", Integer.toString(columns));
    page.html().leaf("div", row.reason(), "class", "why").close().close();
  }
}

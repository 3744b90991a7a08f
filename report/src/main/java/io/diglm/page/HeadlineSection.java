package io.diglm.page;

import io.diglm.markup.Html;
import io.diglm.markup.Numbers;
import io.diglm.report.DataSummary;
import io.diglm.report.KeyFigure;
import java.util.List;
import java.util.StringJoiner;

/** The headline of a fit: the data, the number of rows, and the key figures. */
record HeadlineSection(DataSummary data, List<KeyFigure> figures) implements Section {

  @Override
  public String id() {
    return "summary";
  }

  @Override
  public String title() {
    return "Summary";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    page.sentence(rows());
    if (figures.isEmpty()) {
      page.sentence("No rows were held out, so nothing was measured.");
      return;
    }
    if (figures.stream().anyMatch(figure -> !Double.isNaN(figure.baseline()))) {
      page.sentence(
          "Look first whether each figure is better than that of the constant model, which gives one"
              + " answer for all rows. Then read the warnings, and look at the rows at the end.");
    }
    page.html().open("dl", "class", "tiles");
    figures.forEach(figure -> tile(page.html(), figure));
    page.html().close();
  }

  private String rows() {
    StringJoiner parts = new StringJoiner(", ", "", ".");
    parts.add(Numbers.count(data.train()) + " rows for training");
    parts.add(Numbers.count(data.validation()) + " for validation");
    parts.add(Numbers.count(data.test()) + " for test");
    if (data.unlabelled() > 0) {
      parts.add(
          Numbers.count(data.unlabelled()) + " of the training rows without a target (p(x) alone)");
    }
    if (data.dropped() > 0) {
      parts.add(Numbers.count(data.dropped()) + " dropped");
    }
    return parts.toString();
  }

  private static void tile(Html html, KeyFigure figure) {
    html.open("div");
    html.leaf("dt", figure.name());
    html.open("dd", "class", "value").text(Numbers.of(figure.value()));
    html.leaf("span", figure.unit(), "class", "unit").close();
    if (!Double.isNaN(figure.baseline())) {
      html.open("dd", "class", "baseline " + verdict(figure));
      html.text(compared(figure)).close();
    }
    html.leaf("dd", figure.meaning(), "class", "meaning");
    html.close();
  }

  private static String compared(KeyFigure figure) {
    String baseline = Numbers.of(figure.baseline());
    return switch (verdict(figure)) {
      case "better" -> "better than the constant model's " + baseline;
      case "worse" -> "worse than the constant model's " + baseline;
      default -> "the same as the constant model's " + baseline;
    };
  }

  private static String verdict(KeyFigure figure) {
    double gain =
        switch (figure.better()) {
          case LOWER -> figure.baseline() - figure.value();
          case HIGHER -> figure.value() - figure.baseline();
          case NEITHER -> 0;
        };
    if (gain == 0 || Double.isNaN(gain)) {
      return "even";
    }
    return gain > 0 ? "better" : "worse";
  }
}

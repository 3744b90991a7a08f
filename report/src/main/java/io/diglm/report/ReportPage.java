package io.diglm.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The whole page of a report, from its head to its last section. */
final class ReportPage {
  private static final String STYLE = style();

  private ReportPage() {}

  static String of(FitReport report) {
    List<Section> sections = sections(report);
    Page page = new Page();
    Html html = page.html();
    html.raw("<!DOCTYPE html>\n");
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en");
    head(html, report.data());
    html.open("body").open("main");
    header(html, report.data(), sections);
    sections.forEach(section -> section(page, section));
    html.close().close().close();
    return page + "\n";
  }

  private static List<Section> sections(FitReport report) {
    return List.of(
        new HeadlineSection(report.data(), report.figures()),
        new WarningsSection(report.warnings()),
        new HistorySection(report.history()),
        new DensitySection(report.densities()),
        new PredictionSection(report.data(), report.predictions()),
        new CalibrationSection(report.predictions()),
        new RiskSection(report.riskCurves()),
        new ColumnsSection(report.columns()),
        new RowsSection(
            report.predictions() instanceof ClassPredictions, report.worst(), report.leastDense()),
        new ProvenanceSection(report.provenance()));
  }

  private static void head(Html html, DataSummary data) {
    html.open("head").raw("<meta charset=\"utf-8\"/>");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\"/>");
    html.leaf("title", "Fit of " + data.target());
    html.open("style").raw(STYLE).close().close();
  }

  private static void header(Html html, DataSummary data, List<Section> sections) {
    html.open("header").leaf("p", "diglm · report of a fit", "class", "kicker");
    html.leaf("h1", data.targetWithUnit());
    html.leaf("p", lead(data), "class", "lead");
    html.open("nav", "aria-label", "Sections");
    for (Section section : sections) {
      html.leaf("a", section.title(), "href", "#" + section.id());
    }
    html.close().close();
  }

  private static String lead(DataSummary data) {
    String columns =
        data.features() == 1 ? "1 column" : Numbers.count(data.features()) + " columns";
    return data.family() + ", predicted from " + columns + " of " + data.source();
  }

  private static void section(Page page, Section section) {
    String css = section.wide() ? "wide" : "half";
    page.html().open("section", "id", section.id(), "class", css);
    page.html().leaf("h2", section.title());
    section.write(page);
    page.html().close();
  }

  private static String style() {
    try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IllegalStateException("the jar must hold report.css, got none");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

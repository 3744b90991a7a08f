package io.diglm.report;

import java.util.List;

/** The whole page of a report, from its head to its last section. */
final class ReportPage {
  private ReportPage() {}

  static String of(FitReport report) {
    DataSummary data = report.data();
    String title = "Fit of " + data.target();
    return new PageFrame(title, "diglm · report of a fit", data.targetWithUnit(), lead(data))
        .around(sections(report));
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

  private static String lead(DataSummary data) {
    String columns =
        data.features() == 1 ? "1 column" : Numbers.count(data.features()) + " columns";
    return data.family() + ", predicted from " + columns + " of " + data.source();
  }
}

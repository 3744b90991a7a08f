package io.diglm.page;

import io.diglm.markup.Numbers;
import io.diglm.report.ClassPredictions;
import io.diglm.report.DataSummary;
import io.diglm.report.FitReport;
import io.diglm.report.NoPredictions;
import java.util.ArrayList;
import java.util.List;

/** The complete page of a report. */
final class ReportPage {
  private ReportPage() {}

  static String of(FitReport report) {
    DataSummary data = report.data();
    String title = "Fit of " + data.target();
    return new PageFrame(title, "diglm · report of a fit", data.targetWithUnit(), lead(report))
        .around(sections(report));
  }

  private static List<Section> sections(FitReport report) {
    List<Section> sections = new ArrayList<>();
    sections.add(new HeadlineSection(report.data(), report.figures()));
    sections.add(new WarningsSection(report.warnings()));
    report.images().ifPresent(images -> sections.addAll(new ImageSections(images).list()));
    sections.add(new HistorySection(report.history()));
    sections.add(new DensitySection(report.densities()));
    if (answers(report)) {
      sections.add(new PredictionSection(report.data(), report.predictions()));
      if (report.predictions() instanceof ClassPredictions classes) {
        classes.thresholds().ifPresent(curve -> sections.add(new ThresholdSection(curve)));
      }
      sections.add(new CalibrationSection(report.predictions()));
      sections.add(new RiskSection(report.riskCurves()));
    }
    if (report.images().isEmpty()) {
      sections.add(new ColumnsSection(report.columns()));
    }
    sections.add(new RowsSection(report.predictions(), report.worst(), report.leastDense()));
    sections.add(new ProvenanceSection(report.provenance()));
    return sections;
  }

  private static boolean answers(FitReport report) {
    return !(report.predictions() instanceof NoPredictions);
  }

  private static String lead(FitReport report) {
    DataSummary data = report.data();
    String what = data.family() + (answers(report) ? ", predicted from " : ", learned from ");
    if (report.images().isPresent()) {
      return what + "the images of " + data.source();
    }
    String columns =
        data.features() == 1 ? "1 column" : Numbers.count(data.features()) + " columns";
    return what + columns + " of " + data.source();
  }
}

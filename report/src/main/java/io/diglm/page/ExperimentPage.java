package io.diglm.page;

import io.diglm.report.ExperimentReport;
import java.util.ArrayList;
import java.util.List;

/** The whole page of an experiment. */
final class ExperimentPage {
  private ExperimentPage() {}

  static String of(ExperimentReport report) {
    List<Section> sections = new ArrayList<>();
    sections.add(new ResultsSection(report.tables()));
    report.pictures().forEach(picture -> sections.add(new PictureSection(picture)));
    report.grids().forEach(grid -> sections.add(new GridSection(grid)));
    if (!report.notes().isEmpty()) {
      sections.add(new NotesSection(report.notes()));
    }
    sections.add(new ProvenanceSection(report.provenance()));
    return new PageFrame(
            report.title(), "diglm · an experiment run again", report.title(), report.lead())
        .around(sections);
  }
}

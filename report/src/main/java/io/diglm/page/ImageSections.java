package io.diglm.page;

import io.diglm.report.ImageReport;
import java.util.ArrayList;
import java.util.List;

/** The sections of a fit to images. */
record ImageSections(ImageReport report) {
  List<Section> list() {
    List<Section> sections = new ArrayList<>();
    report.grids().forEach(grid -> sections.add(new GridSection(grid)));
    sections.add(
        new ThumbnailSection(
            "least-dense",
            "Least ordinary images",
            "The held-out images of the lowest log p(x): to the model the strangest.",
            report.leastDense(),
            "No images were held out."));
    sections.add(
        new ThumbnailSection(
            "most-dense",
            "Most ordinary images",
            "The held-out images of the highest log p(x); plain ones are the easiest to predict.",
            report.mostDense(),
            "No images were held out."));
    if (report.histograms().isPresent()) {
      sections.add(new OutsideSection(report.histograms().get(), report.confidence()));
    }
    return sections;
  }
}

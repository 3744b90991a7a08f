package io.diglm.page;

import io.diglm.markup.Numbers;
import io.diglm.report.RejectionReport;
import java.util.List;

/** The whole page of rejected images. */
final class RejectionPage {
  private RejectionPage() {}

  static String of(RejectionReport report) {
    String lead =
        "%s of %s images were rejected: their answer is p(y), whatever x"
            .formatted(Numbers.count(report.rejected()), Numbers.count(report.rows()));
    String sentence =
        report.shown().size() == report.rejected()
            ? "All of them, the least dense first."
            : "The %s least dense of them.".formatted(Numbers.count(report.shown().size()));
    return new PageFrame(
            "Predictions of " + report.source(),
            "diglm · images that were rejected",
            report.source(),
            lead)
        .around(
            List.of(
                new ThumbnailSection(
                    "rejected", "Rejected", sentence, report.shown(), "No image was rejected."),
                new ProvenanceSection(report.provenance())));
  }
}

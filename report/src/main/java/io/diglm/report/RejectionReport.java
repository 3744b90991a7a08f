package io.diglm.report;

import java.util.List;

/**
 * The report on which images a model refused, and why.
 *
 * @param source the images
 * @param rows the number of images
 * @param rejected the number of refused images
 * @param shown the refused images to show, the least dense first
 * @param provenance how the page was made
 */
public record RejectionReport(
    String source, long rows, long rejected, List<Thumbnail> shown, List<Fact> provenance) {

  public RejectionReport {
    shown = List.copyOf(shown);
    provenance = List.copyOf(provenance);
  }

  String page() {
    String lead =
        "%s of %s images were rejected: their answer is p(y), whatever x"
            .formatted(Numbers.count(rejected), Numbers.count(rows));
    String sentence =
        shown.size() == rejected
            ? "All of them, the least dense first."
            : "The %s least dense of them.".formatted(Numbers.count(shown.size()));
    return new PageFrame(
            "Predictions of " + source, "diglm · images that were rejected", source, lead)
        .around(
            List.of(
                new ThumbnailSection(
                    "rejected", "Rejected", sentence, shown, "No image was rejected."),
                new ProvenanceSection(provenance)));
  }
}

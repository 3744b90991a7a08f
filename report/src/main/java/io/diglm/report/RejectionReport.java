package io.diglm.report;

import java.util.List;

/**
 * Which images a model refused, and why.
 *
 * @param source the images
 * @param rows how many there were
 * @param rejected how many of them were refused
 * @param shown of those, the strangest first
 * @param provenance what made the page
 */
public record RejectionReport(
    String source, long rows, long rejected, List<Thumbnail> shown, List<Fact> provenance) {

  public RejectionReport {
    shown = List.copyOf(shown);
    provenance = List.copyOf(provenance);
  }

  String page() {
    String lead =
        "%s of %s images are unlike every training image: their answer is p(y), whatever x"
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

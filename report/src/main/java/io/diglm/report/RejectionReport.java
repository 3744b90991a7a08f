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
}

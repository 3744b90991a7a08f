package io.diglm.report;

import io.diglm.chart.ImageGrid;
import java.util.List;
import java.util.Optional;

/**
 * The additional content of the report of a fit to images.
 *
 * @param grids samples, interpolations, reconstructions
 * @param leastDense the held-out images with the lowest log p(x)
 * @param mostDense the held-out images with the highest log p(x)
 * @param histograms log p(x) of held-out images and of others, if others were given
 * @param confidence accuracy over confidence on both, with and without rejection
 */
public record ImageReport(
    List<ImageGrid> grids,
    List<Thumbnail> leastDense,
    List<Thumbnail> mostDense,
    Optional<DensityHistograms> histograms,
    List<ConfidenceCurve> confidence) {

  public ImageReport {
    grids = List.copyOf(grids);
    leastDense = List.copyOf(leastDense);
    mostDense = List.copyOf(mostDense);
    confidence = List.copyOf(confidence);
  }
}

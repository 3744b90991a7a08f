package io.diglm.page;

import io.diglm.chart.Figure;
import io.diglm.report.ConfidenceCurve;
import io.diglm.report.DensityHistograms;
import java.util.ArrayList;
import java.util.List;

/** The section on how well images of another kind are told from the training images. */
record OutsideSection(DensityHistograms histograms, List<ConfidenceCurve> curves)
    implements Section {

  @Override
  public String id() {
    return "outside";
  }

  @Override
  public String title() {
    return "Images of another kind";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    page.sentence(
        "log p(x) of held-out images and of others, those left of τ rejected, and the accuracy over both together, in equal number, of the answers"
            + " that are at least so sure; every answer to an image of another kind is wrong. With"
            + " rejection such an image gets p(y), which is sure of nothing.");
    List<Figure> figures = new ArrayList<>();
    figures.add(histograms.figure());
    if (!curves.isEmpty()) {
      figures.addAll(ConfidenceCurve.figures(curves));
    }
    page.figures(figures);
  }
}

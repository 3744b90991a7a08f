package io.diglm.page;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.markup.Numbers;
import io.diglm.report.RiskCurve;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The section on the gain from leaving doubtful rows unanswered. */
record RiskSection(List<RiskCurve> curves) implements Section {
  private static final int POINTS = 200;
  private static final Ink[] INKS = {Ink.FIRST, Ink.SECOND, Ink.THIRD};

  @Override
  public String id() {
    return "risk";
  }

  @Override
  public String title() {
    return "Risk and coverage";
  }

  @Override
  public boolean wide() {
    return false;
  }

  @Override
  public void write(Page page) {
    List<Layer> layers = layers();
    if (layers.isEmpty()) {
      page.sentence("No rows were held out, so risk was not measured.");
      return;
    }
    page.sentence(
        "The error over the rows kept, when the most doubtful go first. A curve that falls to the"
            + " left orders the rows well; AURC is the area under it, lower is better.");
    best().ifPresent(page::sentence);
    double[][] risks = layers.stream().map(Layer::y).toArray(double[][]::new);
    Range most = Range.ofMost(Range.joined(risks));
    Range y =
        most.width() > 0 ? most.padded() : most.and(0).and(most.high() > 0 ? 2 * most.high() : 1);
    Axis across = new Axis("coverage, share of rows kept", new Range(0, 1));
    Axis up = new Axis(curves.get(0).riskName(), y);
    String description = "Curves of the error over the share of rows kept.";
    page.figures(List.of(new Figure("Error over coverage", description, across, up, layers)));
  }

  /** Says which curve is the lowest, unless none is lower than another. */
  private Optional<String> best() {
    long areas =
        curves.stream().mapToDouble(RiskCurve::aurc).filter(Double::isFinite).distinct().count();
    return curves.stream()
        .filter(curve -> areas > 1 && Double.isFinite(curve.aurc()))
        .min(Comparator.comparingDouble(RiskCurve::aurc))
        .map(
            curve ->
                "To have fewer wrong answers among ordinary rows, leave out rows by %s, whose area is"
                        .formatted(curve.order())
                    + " the smallest. log p(x) finds rows of another kind, which rows held out"
                    + " hardly contain.");
  }

  private List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    for (RiskCurve curve : curves) {
      if (Range.sortedFinite(curve.risk()).length > 0) {
        String name = "by %s, AURC %s".formatted(curve.order(), Numbers.of(curve.aurc()));
        Ink ink = INKS[layers.size() % INKS.length];
        Layer layer = new Layer(name, ink, Layer.Mark.LINE, curve.coverage(), curve.risk());
        layers.add(layer.thinned(POINTS));
      }
    }
    return layers;
  }
}

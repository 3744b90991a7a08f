package io.diglm.page;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.markup.Numbers;
import io.diglm.report.History;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The section with the curves of training by epoch. */
record HistorySection(History history) implements Section {
  private static final int POINTS = 400;

  @Override
  public String id() {
    return "training";
  }

  @Override
  public String title() {
    return "Training";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    List<Figure> figures = new ArrayList<>();
    add(figures, "Loss", "loss, nats a row", losses());
    add(
        figures,
        "How well y is predicted",
        "−log p(y|x), nats a row",
        List.of(curve("validation", Ink.SECOND, history.validationNll())));
    add(
        figures,
        "How well x is described",
        "log p(x) of the flow, nats a row",
        List.of(curve("validation", Ink.SECOND, history.validationLogDensity())));
    if (figures.isEmpty()) {
      page.sentence(
          history.trainLoss().length == 0
              ? "The weights were computed in closed form, not trained by steps."
              : "No training history was recorded.");
      return;
    }
    page.sentence(best());
    page.figures(figures);
  }

  private String best() {
    return history.bestEpoch() > 0
        ? "The weights kept are those of epoch %s (dashed)."
            .formatted(Numbers.count(history.bestEpoch()))
        : "The weights kept are those of the last epoch.";
  }

  private List<Layer> losses() {
    return List.of(
        curve("training", Ink.FIRST, history.trainLoss()),
        curve("validation", Ink.SECOND, history.validationLoss()));
  }

  private void add(List<Figure> figures, String title, String unit, List<Layer> all) {
    List<Layer> curves = all.stream().filter(HistorySection::drawable).toList();
    if (curves.isEmpty()) {
      return;
    }
    Range x = Range.of(Range.joined(arrays(curves, true)));
    Range y = Range.ofMost(Range.joined(arrays(curves, false))).padded();
    List<Layer> layers = new ArrayList<>(curves);
    if (history.bestEpoch() > 0) {
      double best = history.bestEpoch();
      layers.add(Layer.rule("epoch kept", best, y.low(), best, y.high()));
    }
    String description = "Curves over %s epochs.".formatted(Numbers.count(Math.round(x.high())));
    figures.add(
        new Figure(title, description, new Axis("epoch", x, true), new Axis(unit, y), layers));
  }

  private static boolean drawable(Layer curve) {
    return Range.sortedFinite(curve.y()).length > 0;
  }

  private static double[][] arrays(List<Layer> curves, boolean x) {
    return curves.stream().map(curve -> x ? curve.x() : curve.y()).toArray(double[][]::new);
  }

  private static Layer curve(String name, Ink ink, double[] values) {
    double[] epochs = IntStream.rangeClosed(1, values.length).asDoubleStream().toArray();
    return new Layer(name, ink, Layer.Mark.LINE, epochs, values).thinned(POINTS);
  }
}

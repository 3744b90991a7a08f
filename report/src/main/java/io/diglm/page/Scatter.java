package io.diglm.page;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.markup.Numbers;
import io.diglm.report.NumericPredictions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Actual against predicted values: a thin sample of points, and the means of all points in groups.
 */
record Scatter(String target, NumericPredictions predictions) {
  private static final int POINTS = 1_200;
  private static final int GROUPS = 20;

  void write(Page page) {
    int[] order = byPrediction();
    if (order.length == 0) {
      page.sentence("No rows were held out, so nothing was predicted.");
      return;
    }
    page.sentence(
        "On the diagonal, the mean answer is right. The line joins the mean actual value of"
            + " equally large groups of rows, ordered by prediction.");
    Range x = Range.ofMost(predictions.predicted()).padded();
    Range y = Range.ofMost(predictions.actual()).and(x).padded();
    page.figures(
        List.of(figure(order, new Axis(title("predicted"), x), new Axis(title("actual"), y))));
    page.html().leaf("p", note(order, x, y), "class", "note");
  }

  private Figure figure(int[] order, Axis x, Axis y) {
    Layer all = points(order, Ink.FIRST);
    List<Layer> layers = new ArrayList<>();
    layers.add(all.thinned(POINTS));
    layers.add(groups(order));
    Range shared = x.range();
    layers.add(
        Layer.rule("predicted = actual", shared.low(), shared.low(), shared.high(), shared.high()));
    String description = "Scatter of %s rows.".formatted(Numbers.count(order.length));
    return new Figure("Actual over predicted", description, x, y, layers);
  }

  private String title(String kind) {
    return kind + " " + target;
  }

  private String note(int[] order, Range x, Range y) {
    long outside =
        IntStream.of(order)
            .filter(i -> !x.contains(predictions.predicted()[i]) || !y.contains(actual(i)))
            .count();
    return "%s of %s rows drawn; %s of all lie outside the frame."
        .formatted(
            Numbers.count(Math.min(POINTS, order.length)),
            Numbers.count(order.length),
            Numbers.count(outside));
  }

  private int[] byPrediction() {
    return IntStream.range(0, predictions.actual().length)
        .filter(i -> Range.drawable(actual(i)) && Range.drawable(predictions.predicted()[i]))
        .boxed()
        .sorted(Comparator.comparingDouble(i -> predictions.predicted()[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private Layer points(int[] order, Ink ink) {
    double[] x = IntStream.of(order).mapToDouble(i -> predictions.predicted()[i]).toArray();
    double[] y = IntStream.of(order).mapToDouble(this::actual).toArray();
    return new Layer("rows", ink, Layer.Mark.POINTS, x, y);
  }

  private Layer groups(int[] order) {
    int groups = Math.min(GROUPS, order.length);
    double[] x = new double[groups];
    double[] y = new double[groups];
    for (int group = 0; group < groups; group++) {
      int from = (int) ((long) order.length * group / groups);
      int to = (int) ((long) order.length * (group + 1) / groups);
      x[group] = mean(order, from, to, predictions.predicted());
      y[group] = mean(order, from, to, predictions.actual());
    }
    return new Layer("mean of a group", Ink.SECOND, Layer.Mark.LINE_AND_POINTS, x, y);
  }

  private static double mean(int[] order, int from, int to, double[] values) {
    return IntStream.range(from, to)
        .mapToDouble(i -> values[order[i]])
        .average()
        .orElse(Double.NaN);
  }

  private double actual(int row) {
    return predictions.actual()[row];
  }
}

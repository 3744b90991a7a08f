package io.diglm.experiments;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Picture;
import io.diglm.chart.Range;
import io.diglm.chart.Shades;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** The data, samples, and the decision regions of the model. */
final class MoonsPicture {
  private static final Range ACROSS = new Range(-1.75, 2.75);
  private static final Range UP = new Range(-1.25, 1.75);
  private static final Axis X1 = new Axis("x1", ACROSS);
  private static final Axis X2 = new Axis("x2", UP);

  private MoonsPicture() {}

  /** The data, then samples and decisions without and with the unlabelled points: figure 6. */
  static List<Picture> of(MoonsSeed seed) {
    return List.of(
        new Picture(
            "moons",
            "Half moons",
            "As figure 6 of the paper: what the model would draw, with and without the points that have no label.",
            List.of(
                data(seed),
                samples("samples without the unlabelled points", seed.labelled()),
                samples("samples with the unlabelled points", seed.semi()))),
        new Picture(
            "decisions",
            "Both answers of one model",
            "Heat maps of p(x, y) of each class, and the line where both are equally probable.",
            List.of(
                decisions("without the unlabelled points", seed.labelled()),
                decisions("with the unlabelled points", seed.semi()),
                decisions("all points labelled", seed.all()))));
  }

  private static Figure data(MoonsSeed seed) {
    List<Layer> layers = new ArrayList<>();
    layers.add(
        new Layer("no label", Ink.MARK, Layer.Mark.POINTS, seed.data().x1(), seed.data().x2()));
    layers.addAll(points(seed.labels()));
    return new Figure("data", "The training points; few have a label.", X1, X2, layers);
  }

  private static Figure samples(String name, MoonsSeed.Fitted fitted) {
    return new Figure(name, "As many points drawn from p(x, y).", X1, X2, points(fitted.samples()));
  }

  private static Figure decisions(String name, MoonsSeed.Fitted fitted) {
    Layer boundary =
        Contour.line(
            "p(y|x) = 1/2", Ink.MARK, MoonsSeed.X1, MoonsSeed.X2, fitted.probability(), 0.5);
    return new Figure(
        name,
        "p(x, y) of each class and the decision boundary.",
        X1,
        X2,
        List.of(
            shades("p(x, upper)", Ink.FIRST, fitted, p -> 1 - p),
            shades("p(x, lower)", Ink.SECOND, fitted, p -> p)),
        List.of(boundary));
  }

  private static List<Layer> points(MoonsSeed.Points points) {
    return List.of(points("upper", Ink.FIRST, points, 0), points("lower", Ink.SECOND, points, 1));
  }

  private static Layer points(String name, Ink ink, MoonsSeed.Points points, int lower) {
    int[] kept =
        IntStream.range(0, points.lower().length).filter(i -> points.lower()[i] == lower).toArray();
    double[] x1 = IntStream.of(kept).mapToDouble(i -> points.x1()[i]).toArray();
    double[] x2 = IntStream.of(kept).mapToDouble(i -> points.x2()[i]).toArray();
    return new Layer(name, ink, Layer.Mark.POINTS, x1, x2);
  }

  private static Shades shades(
      String name, Ink ink, MoonsSeed.Fitted seed, DoubleUnaryOperator ofProbability) {
    double highest = Arrays.stream(seed.density()).flatMapToDouble(Arrays::stream).max().orElse(1);
    double[][] strength = new double[MoonsSeed.X2.length][MoonsSeed.X1.length];
    for (int row = 0; row < strength.length; row++) {
      for (int column = 0; column < strength[row].length; column++) {
        double share = ofProbability.applyAsDouble(seed.probability()[row][column]);
        strength[row][column] = Math.sqrt(seed.density()[row][column] * share / highest);
      }
    }
    return new Shades(name, ink, ACROSS, UP, strength);
  }
}

package io.diglm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class HoverStripsTest {
  private static final Layer RISING =
      line("risk", new double[] {0, 1, 2}, new double[] {0, 10, 20});

  @Test
  void everyPointOfALineTellsTheValuesOfAllLines() {
    Layer other = line("oracle", new double[] {0, 2}, new double[] {4, 8});
    assertEquals(
        List.of(
            "share 0\nrisk: 0\noracle: 4",
            "share 1\nrisk: 10\noracle: 6",
            "share 2\nrisk: 20\noracle: 8"),
        titles(RISING, other));
  }

  @Test
  void stripsOfAHistogramAreItsBins() {
    Layer outline =
        Histogram.of(new double[] {1, 1, 3}, new Range(0, 4), 2).outline("rows", Ink.FIRST);
    assertEquals(
        List.of("share 0 to 2\nrows: 0.333", "share 2 to 4\nrows: 0.167"), titles(outline));
  }

  @Test
  void whereALineHasAGapItHasNoValue() {
    Layer gap = line("a", new double[] {0, 1, 2}, new double[] {0, Double.NaN, 2});
    assertEquals(List.of("share 0\na: 0", "share 1", "share 2\na: 2"), titles(gap));
  }

  @Test
  void manyPointsAreThinned() {
    double[] x = new double[1000];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    assertEquals(24, titles(line("a", x, x)).size());
  }

  @Test
  void pointsAndRulesHaveNone() {
    Layer points =
        new Layer("p", Ink.FIRST, Layer.Mark.POINTS, new double[] {0, 1}, new double[] {0, 1});
    assertEquals(List.of(), titles(points, Layer.rule("r", 0, 0, 1, 1)));
  }

  @Test
  void stripsCoverThePlotWithoutOverlap() {
    String svg = svg(RISING);
    List<double[]> strips =
        Pattern.compile("<path d=\"M([0-9.]+) [0-9.]+H([0-9.]+)V[0-9.]+H[0-9.]+z\"><title>")
            .matcher(svg)
            .results()
            .map(m -> new double[] {Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2))})
            .toList();
    assertEquals(3, strips.size(), svg);
    for (int i = 1; i < strips.size(); i++) {
      assertEquals(strips.get(i - 1)[1], strips.get(i)[0], 0.2);
    }
    assertTrue(strips.get(2)[1] <= ChartDrawing.WIDTH, svg);
  }

  private static List<String> titles(Layer... layers) {
    return Pattern.compile("<path d=[^>]*><title>([^<]*)</title>")
        .matcher(svg(layers))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static String svg(Layer... layers) {
    double[] x = List.of(layers).get(0).x();
    return Svg.of(
        new Figure(
            "t",
            "d",
            new Axis("share", Range.of(x)),
            new Axis("y", new Range(0, 20)),
            List.of(layers)),
        "p");
  }

  private static Layer line(String name, double[] x, double[] y) {
    return new Layer(name, Ink.FIRST, Layer.Mark.LINE, x, y);
  }
}

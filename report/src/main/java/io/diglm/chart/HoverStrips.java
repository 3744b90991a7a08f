package io.diglm.chart;

import io.diglm.markup.Html;
import io.diglm.markup.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/**
 * Invisible strips over a chart of lines, whose tooltips give the values of all lines there.
 *
 * <p>A chart without a line, such as a scatter plot, has none.
 *
 * @param figure what was drawn
 * @param chart where it was drawn
 */
record HoverStrips(Figure figure, XYChart chart) {
  private static final int MOST = 24;

  /** Returns the strips as SVG. */
  static String of(Figure figure, XYChart chart) {
    return new HoverStrips(figure, chart).markup();
  }

  private String markup() {
    List<Layer> lines = figure.layers().stream().filter(HoverStrips::isLine).toList();
    if (lines.isEmpty()) {
      return "";
    }
    String top = decimal(y(figure.y().range().high()));
    String bottom = decimal(y(figure.y().range().low()));
    Html html = new Html().open("g", "class", "h");
    for (Strip strip : strips(lines.get(0))) {
      double left = Math.max(x(strip.from), x(figure.x().range().low()));
      double right = Math.min(x(strip.to), x(figure.x().range().high()));
      if (left < right) {
        String box = "M%s %sH%sV%sH%1$sz".formatted(decimal(left), top, decimal(right), bottom);
        html.open("path", "d", box).leaf("title", words(strip, lines)).close();
      }
    }
    return html.close().toString();
  }

  private double x(double value) {
    return chart.getScreenXFromChart(figure.x().scaled(value));
  }

  private double y(double value) {
    return chart.getScreenYFromChart(figure.y().scaled(value));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** A curve from left to right; not a straight rule. */
  private static boolean isLine(Layer layer) {
    boolean curve =
        switch (layer.mark()) {
          case LINE, AREA, LINE_AND_POINTS -> true;
          case DASHED -> layer.x().length > 2;
          case POLYGON, POINTS -> false;
        };
    return curve
        && layer.x().length > 0
        && IntStream.range(1, layer.x().length).allMatch(i -> layer.x()[i - 1] <= layer.x()[i]);
  }

  /** Part of the x axis, and the point at which the values are read. */
  private record Strip(double from, double to, double at, boolean bin) {}

  private List<Strip> strips(Layer layer) {
    double[] x = Arrays.stream(layer.x()).distinct().toArray();
    List<Strip> strips = new ArrayList<>();
    if (isSteps(layer)) {
      for (int i = 1; i < x.length; i++) {
        strips.add(new Strip(x[i - 1], x[i], (x[i - 1] + x[i]) / 2, true));
      }
      return strips;
    }
    double[] some = new Layer("", layer.ink(), layer.mark(), x, x).thinned(MOST).x();
    for (int i = 0; i < some.length; i++) {
      double from = i == 0 ? figure.x().range().low() : (some[i - 1] + some[i]) / 2;
      double to = i == some.length - 1 ? figure.x().range().high() : (some[i] + some[i + 1]) / 2;
      strips.add(new Strip(from, to, some[i], false));
    }
    return strips;
  }

  /** Whether the points are the corners of steps, as the outline of a histogram has them. */
  private static boolean isSteps(Layer layer) {
    double[] x = layer.x();
    long repeated = IntStream.range(1, x.length).filter(i -> x[i - 1] == x[i]).count();
    return repeated > 0 && repeated >= x.length / 2 - 2;
  }

  private String words(Strip strip, List<Layer> lines) {
    StringBuilder words = new StringBuilder();
    words.append(figure.x().title().isEmpty() ? "x" : figure.x().title()).append(' ');
    words.append(
        strip.bin ? Numbers.of(strip.from) + " to " + Numbers.of(strip.to) : Numbers.of(strip.at));
    for (Layer line : lines) {
      double value = value(line, strip.at);
      if (!Double.isNaN(value)) {
        String name = line.name().isEmpty() ? figure.y().title() : line.name();
        words.append('\n').append(name).append(": ").append(Numbers.of(value));
      }
    }
    return words.toString();
  }

  /** Returns the height of a line at a point; NaN outside the line and in a gap. */
  private static double value(Layer line, double at) {
    double[] x = line.x();
    double[] y = line.y();
    for (int i = 0; i < x.length; i++) {
      if (x[i] == at && !(i + 1 < x.length && x[i + 1] == at)) {
        return y[i];
      }
      if (i > 0 && x[i - 1] < at && at < x[i]) {
        return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
      }
    }
    return Double.NaN;
  }
}

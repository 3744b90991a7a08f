package io.diglm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws a figure with XChart, with a light grid, plain ticks and no frame. Titles and legend are
 * HTML.
 */
final class ChartDrawing {
  static final int WIDTH = 480;
  static final int HEIGHT = 270;
  private static final double FAR = 4;

  private static final Color NONE = new Color(0, 0, 0, 0);
  private static final BasicStroke HAIRLINE =
      new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  private static final BasicStroke SOLID =
      new BasicStroke(1.75f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke DASHES =
      new BasicStroke(
          1.25f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);

  private final Function<Ink, Color> palette;

  ChartDrawing(Function<Ink, Color> palette) {
    this.palette = palette;
  }

  /**
   * Draws a figure for a page, without title and legend, in sentinel colours. The chart that is
   * returned knows where its values are.
   */
  static XYChart draw(Figure figure, SvgCanvas canvas) {
    ChartDrawing drawing = new ChartDrawing(Ink::color);
    XYChart chart =
        drawing.chart(
            figure, WIDTH, HEIGHT, label -> canvas.announce(label, ChartFont.font()), layer -> "");
    drawing.paint(chart, figure, canvas);
    return chart;
  }

  /** Returns the chart of a figure. Series with an empty name have no place in a legend. */
  XYChart chart(Figure figure, int width, int height, UnaryOperator<String> label, Naming naming) {
    XYChart chart = new XYChart(width, height);
    style(chart.getStyler());
    range(chart.getStyler(), figure);
    chart.setCustomXAxisTickLabelsFormatter(tick -> label.apply(figure.x().label(tick)));
    chart.setCustomYAxisTickLabelsFormatter(tick -> label.apply(figure.y().label(tick)));
    anchor(chart, figure);
    List<Layer> layers = figure.layers();
    for (int i = 0; i < layers.size(); i++) {
      String name = naming.of(layers.get(i));
      add(chart, figure, layers.get(i), name.isEmpty() ? "layer" + i : name, !name.isEmpty());
    }
    return chart;
  }

  /** Adds the shades of a figure to the chart's own legend. */
  void legend(XYChart chart, Figure figure) {
    for (Shades shades : figure.shades()) {
      double[] nowhere = {Double.NaN};
      double[] left = {figure.x().scaled(figure.x().range().low())};
      XYSeries series = chart.addSeries(shades.name(), left, nowhere);
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      series.setMarker(SeriesMarkers.SQUARE).setMarkerColor(color(shades.ink(), 0.6));
    }
  }

  /** Returns the name of a layer in the chart's own legend; empty to leave it out. */
  @FunctionalInterface
  interface Naming {
    String of(Layer layer);
  }

  /** Paints a chart over the shades of its figure. */
  void paint(XYChart chart, Figure figure, Graphics2D canvas) {
    if (!figure.shades().isEmpty()) {
      // The position of the axes is known only after the chart was painted.
      BufferedImage scratch =
          new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_ARGB);
      chart.paint(scratch.createGraphics(), chart.getWidth(), chart.getHeight());
      figure.shades().forEach(shades -> shade(chart, figure, shades, canvas));
    }
    chart.paint(canvas, chart.getWidth(), chart.getHeight());
  }

  private void shade(XYChart chart, Figure figure, Shades shades, Graphics2D canvas) {
    for (Shades.Tile tile : shades.tiles()) {
      double left = chart.getScreenXFromChart(figure.x().scaled(tile.x().low()));
      double right = chart.getScreenXFromChart(figure.x().scaled(tile.x().high()));
      double bottom = chart.getScreenYFromChart(figure.y().scaled(tile.y().low()));
      double top = chart.getScreenYFromChart(figure.y().scaled(tile.y().high()));
      canvas.setColor(color(shades.ink(), tile.opacity()));
      Path2D box = new Path2D.Double();
      box.moveTo(left, bottom);
      box.lineTo(right, bottom);
      box.lineTo(right, top);
      box.lineTo(left, top);
      box.closePath();
      canvas.fill(box);
    }
  }

  private Color color(Ink ink) {
    return palette.apply(ink);
  }

  /** Returns the same colour with an opacity, which the SVG keeps. */
  private Color color(Ink ink, double opacity) {
    Color opaque = color(ink);
    return new Color(
        opaque.getRed(), opaque.getGreen(), opaque.getBlue(), (int) Math.round(255 * opacity));
  }

  private void style(XYStyler styler) {
    styler.setBaseFont(ChartFont.font());
    styler.setAxisTickLabelsFont(ChartFont.font());
    styler.setLegendVisible(false).setChartTitleVisible(false);
    styler.setAxisTitlesVisible(false);
    styler.setChartBackgroundColor(NONE).setPlotBackgroundColor(NONE);
    styler.setPlotBorderVisible(false).setPlotContentSize(0.96).setChartPadding(8);
    styler.setPlotMargin(0);
    styler.setAxisTicksLineVisible(false).setAxisTicksMarksVisible(false);
    styler.setAxisTickPadding(8).setAxisTickMarkLength(0);
    styler.setPlotGridVerticalLinesVisible(false).setPlotGridHorizontalLinesVisible(true);
    styler.setPlotGridLinesColor(color(Ink.GRID)).setPlotGridLinesStroke(HAIRLINE);
    styler.setXAxisTickLabelsColor(color(Ink.TICK_X));
    styler.setYAxisTickLabelsColor(color(Ink.TICK_Y));
    styler.setYAxisLabelAlignment(TextAlignment.Right);
    styler.setXAxisTickMarkSpacingHint(80).setYAxisTickMarkSpacingHint(44);
    styler.setMarkerSize(4);
  }

  private static void range(XYStyler styler, Figure figure) {
    Axis x = figure.x();
    Axis y = figure.y();
    styler.setXAxisMin(x.scaled(x.range().low())).setXAxisMax(x.scaled(x.range().high()));
    styler.setYAxisMin(y.scaled(y.range().low())).setYAxisMax(y.scaled(y.range().high()));
  }

  /**
   * XChart puts ticks on evenly spaced data instead of on round numbers. This extra point makes the
   * data uneven.
   */
  private static void anchor(XYChart chart, Figure figure) {
    Range range = figure.x().range();
    double uneven = figure.x().scaled(range.low() + range.width() / Math.E);
    XYSeries series = chart.addSeries("anchor", new double[] {uneven}, new double[] {Double.NaN});
    series.setMarker(SeriesMarkers.NONE).setShowInLegend(false);
  }

  private void add(XYChart chart, Figure figure, Layer layer, String name, boolean named) {
    Layer drawable = layer.drawable();
    if (drawable.x().length == 0) {
      return;
    }
    double[] x = scaled(drawable.x(), figure.x());
    double[] y = scaled(drawable.y(), figure.y());
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE).setLineStyle(SOLID).setShowInLegend(named);
    series.setLineColor(color(layer.ink()));
    shape(series, layer);
  }

  /**
   * Returns a value in XChart's units. A value far outside is moved nearer, because SVG has no huge
   * numbers.
   */
  private static double[] scaled(double[] values, Axis axis) {
    double low = axis.scaled(axis.range().low());
    double high = axis.scaled(axis.range().high());
    double far = FAR * (high - low);
    return Arrays.stream(values)
        .map(value -> Math.max(low - far, Math.min(high + far, axis.scaled(value))))
        .toArray();
  }

  private void shape(XYSeries series, Layer layer) {
    switch (layer.mark()) {
      case LINE -> series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
      case DASHED -> series.setLineStyle(DASHES);
      case AREA -> {
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
        series.setFillColor(color(layer.ink(), 0.14));
      }
      case POLYGON -> {
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        series.setLineStyle(SeriesLines.NONE).setFillColor(color(layer.ink(), 0.14));
      }
      case POINTS -> {
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setLineStyle(SeriesLines.NONE);
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color(layer.ink(), 0.35));
      }
      case LINE_AND_POINTS -> {
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color(layer.ink()));
      }
    }
  }
}

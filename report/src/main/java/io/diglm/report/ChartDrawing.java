package io.diglm.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a figure by XChart: a light grid, plain ticks, no frame; titles and legend are HTML. */
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

  private ChartDrawing() {}

  static void draw(Figure figure, SvgCanvas canvas) {
    XYChart chart = new XYChart(WIDTH, HEIGHT);
    style(chart.getStyler());
    range(chart.getStyler(), figure);
    chart.setCustomXAxisTickLabelsFormatter(
        tick -> canvas.announce(figure.x().label(tick), ChartFont.font()));
    chart.setCustomYAxisTickLabelsFormatter(
        tick -> canvas.announce(figure.y().label(tick), ChartFont.font()));
    anchor(chart, figure);
    List<Layer> layers = figure.layers();
    for (int i = 0; i < layers.size(); i++) {
      add(chart, figure, layers.get(i), "layer" + i);
    }
    chart.paint(canvas, WIDTH, HEIGHT);
  }

  private static void style(XYStyler styler) {
    styler.setBaseFont(ChartFont.font());
    styler.setAxisTickLabelsFont(ChartFont.font());
    styler.setLegendVisible(false).setChartTitleVisible(false);
    styler.setAxisTitlesVisible(false);
    styler.setChartBackgroundColor(NONE).setPlotBackgroundColor(NONE);
    styler.setPlotBorderVisible(false).setPlotContentSize(0.96).setChartPadding(4);
    styler.setPlotMargin(0);
    styler.setAxisTicksLineVisible(false).setAxisTicksMarksVisible(false);
    styler.setAxisTickPadding(8).setAxisTickMarkLength(0);
    styler.setPlotGridVerticalLinesVisible(false).setPlotGridHorizontalLinesVisible(true);
    styler.setPlotGridLinesColor(Ink.GRID.color()).setPlotGridLinesStroke(HAIRLINE);
    styler.setXAxisTickLabelsColor(Ink.TICK_X.color());
    styler.setYAxisTickLabelsColor(Ink.TICK_Y.color());
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

  /** XChart puts ticks on evenly spaced data instead of on round numbers: this point is uneven. */
  private static void anchor(XYChart chart, Figure figure) {
    Range range = figure.x().range();
    double uneven = figure.x().scaled(range.low() + range.width() / Math.E);
    XYSeries series = chart.addSeries("anchor", new double[] {uneven}, new double[] {Double.NaN});
    series.setMarker(SeriesMarkers.NONE);
  }

  private static void add(XYChart chart, Figure figure, Layer layer, String name) {
    Layer drawable = layer.drawable();
    if (drawable.x().length == 0) {
      return;
    }
    double[] x = scaled(drawable.x(), figure.x());
    double[] y = scaled(drawable.y(), figure.y());
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE).setLineStyle(SOLID);
    series.setLineColor(layer.ink().color());
    shape(series, layer);
  }

  /** In XChart's units; what is far outside is brought nearer, for SVG knows no huge numbers. */
  private static double[] scaled(double[] values, Axis axis) {
    double low = axis.scaled(axis.range().low());
    double high = axis.scaled(axis.range().high());
    double far = FAR * (high - low);
    return Arrays.stream(values)
        .map(value -> Math.max(low - far, Math.min(high + far, axis.scaled(value))))
        .toArray();
  }

  private static void shape(XYSeries series, Layer layer) {
    switch (layer.mark()) {
      case LINE -> series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
      case DASHED -> series.setLineStyle(DASHES);
      case AREA -> {
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
        series.setFillColor(layer.ink().color(0.14));
      }
      case POINTS -> {
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setLineStyle(SeriesLines.NONE);
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(layer.ink().color(0.35));
      }
      case LINE_AND_POINTS -> {
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(layer.ink().color());
      }
    }
  }
}

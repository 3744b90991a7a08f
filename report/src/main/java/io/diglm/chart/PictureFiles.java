package io.diglm.chart;

import io.diglm.model.AtomicFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Writes pictures as separate files, which include titles, legend and colours for white paper. */
public final class PictureFiles {
  private static final int WIDTH = 540;
  private static final int HEIGHT = 440;
  private static final int PNG_SCALE = 2;

  private PictureFiles() {}

  /**
   * Writes {@code NAME.svg} and {@code NAME.png} into a folder.
   *
   * @param picture to draw
   * @param folder to write to
   * @throws io.diglm.model.UnusableFileException if a file cannot be written
   */
  public static void write(Picture picture, Path folder) {
    ChartFont.require();
    AtomicFile.write(
        folder.resolve(picture.name() + ".svg"),
        out -> {
          SVGGraphics2D canvas = new SVGGraphics2D(Svg.document());
          canvas.setSVGCanvasSize(new java.awt.Dimension(picture.panels().size() * WIDTH, HEIGHT));
          paint(picture, canvas);
          OutputStreamWriter text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          canvas.stream(text, true);
          text.flush();
        });
    AtomicFile.write(
        folder.resolve(picture.name() + ".png"), out -> ImageIO.write(image(picture), "png", out));
  }

  /**
   * Writes {@code NAME.png} of a grid into a folder.
   *
   * @param grid to draw
   * @param folder to write to
   * @throws io.diglm.model.UnusableFileException if it cannot be written
   */
  public static void write(ImageGrid grid, Path folder) {
    writeTo(grid, folder.resolve(grid.name() + ".png"));
  }

  /**
   * Writes a grid as a PNG file.
   *
   * @param grid to draw
   * @param file to write
   * @throws io.diglm.model.UnusableFileException if it cannot be written
   */
  public static void writeTo(ImageGrid grid, Path file) {
    BufferedImage drawn = GridDrawing.of(grid, GridDrawing.scale(grid.images().shape()));
    AtomicFile.write(file, out -> ImageIO.write(drawn, "png", out));
  }

  private static BufferedImage image(Picture picture) {
    int width = picture.panels().size() * WIDTH;
    BufferedImage image =
        new BufferedImage(PNG_SCALE * width, PNG_SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.scale(PNG_SCALE, PNG_SCALE);
    paint(picture, canvas);
    canvas.dispose();
    return image;
  }

  private static void paint(Picture picture, Graphics2D canvas) {
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, picture.panels().size() * WIDTH, HEIGHT);
    AffineTransform origin = canvas.getTransform();
    ChartDrawing drawing = new ChartDrawing(Ink::light);
    for (int i = 0; i < picture.panels().size(); i++) {
      Figure figure = picture.panels().get(i);
      canvas.setTransform(origin);
      canvas.translate(i * WIDTH, 0);
      canvas.setClip(0, 0, WIDTH, HEIGHT);
      XYChart chart = drawing.chart(figure, WIDTH, HEIGHT, UnaryOperator.identity(), Layer::name);
      titles(chart, figure);
      drawing.legend(chart, figure);
      drawing.paint(chart, figure, canvas);
    }
    canvas.setTransform(origin);
  }

  private static void titles(XYChart chart, Figure figure) {
    XYStyler styler = chart.getStyler();
    chart.setTitle(figure.title());
    chart.setXAxisTitle(figure.x().title());
    chart.setYAxisTitle(figure.y().title());
    styler.setChartTitleVisible(true).setChartTitleBoxVisible(false);
    styler.setChartTitleFont(ChartFont.font().deriveFont(Font.BOLD, 15f));
    styler.setAxisTitlesVisible(true);
    styler.setAxisTitleFont(ChartFont.font());
    styler.setLegendVisible(true).setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal).setLegendFont(ChartFont.font());
    styler.setLegendBorderColor(Color.WHITE).setLegendBackgroundColor(Color.WHITE);
    styler.setLegendSeriesLineLength(18).setLegendPadding(6);
    styler.setChartPadding(10);
  }
}

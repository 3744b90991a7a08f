package io.diglm.chart;

import io.diglm.markup.Html;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.knowm.xchart.XYChart;
import org.w3c.dom.Document;

/**
 * A chart as an SVG element inside a page: as wide as its box, and coloured by the CSS of the page.
 */
public final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private Svg() {}

  /**
   * {@return the chart as an SVG element}
   *
   * @param figure to draw
   * @param id unique in the page
   */
  public static String of(Figure figure, String id) {
    SvgCanvas canvas = new SvgCanvas(document());
    XYChart chart = ChartDrawing.draw(figure, canvas);
    SvgCompactor picture = new SvgCompactor(canvas.getRoot());
    return new Html()
        .open(
            "svg",
            "xmlns",
            NAMESPACE,
            "viewBox",
            "0 0 %d %d".formatted(ChartDrawing.WIDTH, ChartDrawing.HEIGHT),
            "role",
            "img",
            "aria-labelledby",
            id)
        .leaf("title", figure.title() + ". " + figure.description(), "id", id)
        .raw(picture.markup(id + "-clip"))
        .raw(HoverStrips.of(figure, chart))
        .close()
        .toString();
  }

  static Document document() {
    try {
      return DocumentBuilderFactory.newDefaultNSInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK must have an XML parser, got none", e);
    }
  }
}

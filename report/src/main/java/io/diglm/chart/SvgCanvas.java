package io.diglm.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/**
 * Batik's canvas, changed so that text stays text.
 *
 * <p>XChart fills the outlines of its labels. A page of outlines is large, unreadable to a screen
 * reader, and in the font of the machine that made it. So labels are announced beforehand, and an
 * outline that equals that of an announced label is written as text. Its ink determines the anchor.
 */
final class SvgCanvas extends SVGGraphics2D {
  private final Map<String, String> labels = new HashMap<>();

  SvgCanvas(Document document) {
    super(document);
  }

  /** Announces a label that will be drawn in this font, and returns it. */
  String announce(String label, Font font) {
    if (!label.isEmpty()) {
      TextLayout layout = new TextLayout(label, font, getFontRenderContext());
      labels.put(outline(layout.getOutline(null)), label);
    }
    return label;
  }

  @Override
  public void fill(Shape shape) {
    Optional<Ink> ink = getPaint() instanceof Color color ? Ink.of(color) : Optional.empty();
    if (ink.isPresent() && (ink.get() == Ink.TICK_X || ink.get() == Ink.TICK_Y)) {
      letters(shape, ink.get());
    } else {
      super.fill(shape);
    }
  }

  private void letters(Shape shape, Ink ink) {
    String label = labels.get(outline(shape));
    if (label == null) {
      super.fill(shape);
      return;
    }
    Rectangle2D box = shape.getBounds2D();
    double x = ink == Ink.TICK_X ? box.getCenterX() : box.getMaxX();
    AffineTransform place = getTransform();
    setTransform(new AffineTransform());
    drawString(label, (float) (place.getTranslateX() + x), (float) place.getTranslateY());
    setTransform(place);
  }

  private static String outline(Shape shape) {
    StringBuilder key = new StringBuilder();
    double[] points = new double[6];
    for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
      Arrays.fill(points, 0);
      key.append(path.currentSegment(points)).append(Arrays.toString(points));
    }
    return key.toString();
  }
}

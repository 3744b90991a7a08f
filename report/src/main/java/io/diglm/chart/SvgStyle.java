package io.diglm.chart;

import java.util.Optional;
import org.w3c.dom.Element;

/** The paint of an element, its own or inherited, in Batik's output. */
record SvgStyle(String fill, String opacity, String stroke, String width, String dashes) {
  static final SvgStyle NONE = new SvgStyle("", "1", "", "1", "none");

  SvgStyle of(Element element) {
    return new SvgStyle(
        own(element, "fill", fill),
        own(element, "fill-opacity", opacity),
        own(element, "stroke", stroke),
        own(element, "stroke-width", width),
        own(element, "stroke-dasharray", dashes));
  }

  Optional<Ink> fillInk() {
    return Ink.of(fill);
  }

  /** Returns the attributes of a filled shape; empty if it has no ink. */
  Optional<String> fillAttributes() {
    String clear = opacity.equals("1") ? "" : " fill-opacity=\"" + opacity + "\"";
    return fillInk().map(ink -> "class=\"a %s\"%s".formatted(ink.css(), clear));
  }

  /** Returns the attributes of a drawn line; empty if it has no ink. */
  Optional<String> strokeAttributes() {
    String broken = dashes.equals("none") ? "" : " stroke-dasharray=\"" + dashes + "\"";
    return Ink.of(stroke)
        .map(ink -> "class=\"l %s\" stroke-width=\"%s\"%s".formatted(ink.css(), width, broken));
  }

  private static String own(Element element, String name, String inherited) {
    String value = element.getAttribute(name);
    return value.isEmpty() ? inherited : value;
  }
}

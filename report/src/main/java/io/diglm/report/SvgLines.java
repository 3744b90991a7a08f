package io.diglm.report;

import org.w3c.dom.Element;

/** Gathers lines of one style, drawn one after another, into one path. */
final class SvgLines {
  private final StringBuilder path = new StringBuilder();
  private String attributes = "";
  private String end = "";

  /** Takes one more line in; returns the path before it if this one begins another. */
  String add(String style, Element line) {
    String done = style.equals(attributes) ? "" : take();
    attributes = style;
    String from = point(line, "x1", "y1");
    String to = point(line, "x2", "y2");
    if (!from.equals(end)) {
      path.append('M').append(from);
    }
    path.append('L').append(to);
    end = to;
    return done;
  }

  /** The path so far, if any; the next line begins another. */
  String take() {
    if (path.isEmpty()) {
      return "";
    }
    String done = "<path %s d=\"%s\"/>".formatted(attributes, path);
    path.setLength(0);
    attributes = "";
    end = "";
    return done;
  }

  private static String point(Element line, String x, String y) {
    return SvgCompactor.rounded(line.getAttribute(x) + " " + line.getAttribute(y));
  }
}

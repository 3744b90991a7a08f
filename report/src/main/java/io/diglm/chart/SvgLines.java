package io.diglm.chart;

import org.w3c.dom.Element;

/** Joins successive lines of one style into one path. */
final class SvgLines {
  private final StringBuilder path = new StringBuilder();
  private String attributes = "";
  private String end = "";

  /** Adds a line. Returns the finished path if this line begins another one. */
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

  /** Returns the path so far, if any. The next line begins another path. */
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

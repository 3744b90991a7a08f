package io.diglm.chart;

import java.awt.Color;
import java.util.Arrays;
import java.util.Optional;

/**
 * A colour by its role. It is drawn as a sentinel colour and written as a CSS class, which the page
 * colours for light and dark mode.
 */
public enum Ink {
  /** Labels of the x axis. */
  TICK_X("tx", 0x010201, 0x5b6470),
  /** Labels of the y axis. */
  TICK_Y("ty", 0x010202, 0x5b6470),
  /** Lines of the grid. */
  GRID("grid", 0x010203, 0xe8ebee),
  /** Reference lines: rules, the truth, data. */
  MARK("mark", 0x010204, 0x4a525c),
  /** The first series. */
  FIRST("s1", 0x010205, 0x1f66ad),
  /** The second series. */
  SECOND("s2", 0x010206, 0xc2560c),
  /** The third series. */
  THIRD("s3", 0x010207, 0x13836a);

  private final String css;
  private final int sentinel;
  private final int light;

  Ink(String css, int sentinel, int light) {
    this.css = css;
    this.sentinel = sentinel;
    this.light = light;
  }

  /** {@return the class that the CSS of a page colours} */
  public String css() {
    return css;
  }

  /** The sentinel colour; no theme of XChart uses these near-blacks. */
  Color color() {
    return new Color(sentinel);
  }

  /** The colour on white, as report.css has it. */
  Color light() {
    return new Color(light);
  }

  /** Returns the ink of a Java colour. */
  static Optional<Ink> of(Color color) {
    int rgb = color.getRGB() & 0xFFFFFF;
    return Arrays.stream(values()).filter(ink -> ink.sentinel == rgb).findFirst();
  }

  /** Returns the ink of a colour in Batik's notation. */
  static Optional<Ink> of(String paint) {
    return Arrays.stream(values()).filter(ink -> ink.paint().equals(paint)).findFirst();
  }

  private String paint() {
    Color color = color();
    return "rgb(%d,%d,%d)".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }
}

package io.diglm.report;

import java.awt.Color;
import java.util.Arrays;
import java.util.Optional;

/**
 * A colour by its role: drawn as a sentinel, written as a class that the page's CSS colours for
 * light and for dark.
 */
enum Ink {
  TICK_X("tx", 0x010201),
  TICK_Y("ty", 0x010202),
  GRID("grid", 0x010203),
  MARK("mark", 0x010204),
  FIRST("s1", 0x010205),
  SECOND("s2", 0x010206),
  THIRD("s3", 0x010207);

  private final String css;
  private final int sentinel;

  Ink(String css, int sentinel) {
    this.css = css;
    this.sentinel = sentinel;
  }

  String css() {
    return css;
  }

  /** The sentinel; no theme of XChart uses these near-blacks. */
  Color color() {
    return new Color(sentinel);
  }

  /** The same with an opacity, which the picture keeps. */
  Color color(double opacity) {
    Color opaque = color();
    return new Color(
        opaque.getRed(), opaque.getGreen(), opaque.getBlue(), (int) Math.round(255 * opacity));
  }

  /** The ink behind a colour as Java holds it. */
  static Optional<Ink> of(Color color) {
    int rgb = color.getRGB() & 0xFFFFFF;
    return Arrays.stream(values()).filter(ink -> ink.sentinel == rgb).findFirst();
  }

  /** The ink behind a colour as Batik writes it. */
  static Optional<Ink> of(String paint) {
    return Arrays.stream(values()).filter(ink -> ink.paint().equals(paint)).findFirst();
  }

  private String paint() {
    Color color = color();
    return "rgb(%d,%d,%d)".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }
}

package io.diglm.chart;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;

/** The font in which labels are measured. The page itself uses the reader's font. */
public final class ChartFont {
  private static final int SIZE = 14;

  private ChartFont() {}

  static Font font() {
    return new Font(Font.SANS_SERIF, Font.PLAIN, SIZE);
  }

  /**
   * Checks that Java can measure text on this machine, which needs libfreetype, libfontconfig and
   * one font.
   *
   * @throws IllegalStateException if it cannot
   */
  public static void require() {
    try {
      new TextLayout("0", font(), new FontRenderContext(null, true, false));
    } catch (InternalError | LinkageError | RuntimeException e) {
      throw new IllegalStateException(
          "the report's charts must have a font to measure text with, got none on this machine"
              + " (on Debian: apt-get install fontconfig libfreetype6 fonts-dejavu-core)",
          e);
    }
  }
}

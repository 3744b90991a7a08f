package io.diglm.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * A heat map in one ink: tiles of equal size, which are darker for larger values.
 *
 * @param name in the legend
 * @param ink of the tiles
 * @param x the range of all columns
 * @param y the range of all rows
 * @param strength from 0 to 1, by row from the lowest, then by column
 */
public record Shades(String name, Ink ink, Range x, Range y, double[][] strength) {
  private static final int STEPS = 12;
  private static final double DARKEST = 0.6;

  /** A run of neighbouring tiles in a row with the same shade. */
  record Tile(Range x, Range y, double opacity) {}

  List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    double height = y.width() / strength.length;
    for (int row = 0; row < strength.length; row++) {
      double low = y.low() + row * height;
      Range across = new Range(low, low + height);
      double width = x.width() / strength[row].length;
      int from = 0;
      for (int column = 1; column <= strength[row].length; column++) {
        int step = step(strength[row][from]);
        if (column == strength[row].length || step(strength[row][column]) != step) {
          if (step > 0) {
            Range along = new Range(x.low() + from * width, x.low() + column * width);
            tiles.add(new Tile(along, across, DARKEST * step / STEPS));
          }
          from = column;
        }
      }
    }
    return tiles;
  }

  private static int step(double strength) {
    return (int) Math.round(Math.max(0, Math.min(1, strength)) * STEPS);
  }
}

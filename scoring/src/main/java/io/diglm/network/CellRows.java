package io.diglm.network;

import java.util.Arrays;

/**
 * Rows as an {@link AutoregressiveNetwork} reads them: what each axis's cell says to later axes,
 * and the interval of the real line that the cell is.
 *
 * <p>R rows, I features, D axes. The arrays are written by who fills the rows, then read.
 */
public final class CellRows {
  /** In {@link #choices}: an axis whose cell is of a number. */
  public static final int NUMBER = -1;

  /** In {@link #choices}: an axis without a cell, such as the value of a missing number. */
  public static final int ABSENT = -2;

  /** In {@link #choices}: an axis whose log P is its log width, whatever the others hold. */
  public static final int FIXED = -3;

  private final int axes;
  private final Matrix features;
  private final float[] middles;
  private final float[] widths;
  private final double[] logWidths;
  private final int[] choices;

  CellRows(int rows, int features, int axes) {
    this.axes = axes;
    this.features = Matrix.of(rows, features);
    middles = new float[rows * axes];
    widths = new float[rows * axes];
    logWidths = new double[rows * axes];
    choices = new int[rows * axes];
  }

  /** Forgets the features of the first rows, whole groups of them. */
  void clear(int rows) {
    Arrays.fill(features.at(), 0, Matrix.group(rows) * features.stride(), 0);
  }

  int axes() {
    return axes;
  }

  Matrix matrix() {
    return features;
  }

  /** Returns the features; those of row r start at {@link #featuresAt}, zeros at first. */
  public float[] features() {
    return features.at();
  }

  /** Returns where the features of a row start. */
  public int featuresAt(int row) {
    return row * features.stride();
  }

  /** Returns the middles of the cells' intervals (R, D). */
  public float[] middles() {
    return middles;
  }

  /** Returns the widths of the intervals (R, D); 0 where a cell is a point. */
  public float[] widths() {
    return widths;
  }

  /**
   * Returns log width (R, D), or of a point the log-slope of the map from the column to the line;
   * of a level log of what all levels together have.
   */
  public double[] logWidths() {
    return logWidths;
  }

  /** Returns the level of each axis (R, D), {@link #NUMBER}, {@link #ABSENT} or {@link #FIXED}. */
  public int[] choices() {
    return choices;
  }
}

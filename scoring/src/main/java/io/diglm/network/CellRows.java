package io.diglm.network;

import java.util.Arrays;

/**
 * Rows in the form that an {@link AutoregressiveNetwork} reads: the features by which the cell of
 * each axis is described to later axes, and the interval of the real line that is the cell.
 *
 * <p>R rows, I features, D axes. The code that fills the rows writes the arrays; the network reads
 * them.
 */
public final class CellRows {
  /** In {@link #choices}: an axis whose cell is that of a number. */
  public static final int NUMBER = -1;

  /** In {@link #choices}: an axis without a cell, such as the value of a missing number. */
  public static final int ABSENT = -2;

  /** In {@link #choices}: an axis whose log P is its log width, independently of the other axes. */
  public static final int FIXED = -3;

  private final Matrix features;
  private final float[] middles;
  private final float[] widths;
  private final double[] logWidths;
  private final int[] choices;

  CellRows(int rows, int features, int axes) {
    this.features = Matrix.of(rows, features);
    middles = new float[rows * axes];
    widths = new float[rows * axes];
    logWidths = new double[rows * axes];
    choices = new int[rows * axes];
  }

  /** Clears the features of the first rows, in whole groups. */
  void clear(int rows) {
    Arrays.fill(features.at(), 0, Matrix.group(rows) * features.stride(), 0);
  }

  Matrix matrix() {
    return features;
  }

  /** {@return the features; those of row r start at {@link #featuresAt}, zeros at first} */
  public float[] features() {
    return features.at();
  }

  /**
   * {@return where the features of a row start}
   *
   * @param row index in this memory
   */
  public int featuresAt(int row) {
    return row * features.stride();
  }

  /** {@return the middles of the cells' intervals (R, D)} */
  public float[] middles() {
    return middles;
  }

  /** {@return the widths of the intervals (R, D); 0 if a cell is a point} */
  public float[] widths() {
    return widths;
  }

  /**
   * {@return the log width (R, D); for a point, the log-slope of the map from the column to the
   * real line; for a level, the log of the total probability of all levels}
   */
  public double[] logWidths() {
    return logWidths;
  }

  /** {@return the level of each axis (R, D), {@link #NUMBER}, {@link #ABSENT} or {@link #FIXED}} */
  public int[] choices() {
    return choices;
  }
}

package io.diglm.schema;

/**
 * A numeric dimension: v = scaling(r + quantum u), where r is a part of the cell.
 *
 * <p>log|dv/dr| enters the row's log-det, so p is a density per unit of the user's column, and for
 * whole numbers (quantum 1) a lower bound on the probability (uniform dequantisation, Theis et al.
 * 2016).
 *
 * @param part what of the cell this axis reads
 * @param cut seconds after midnight at which a time of day begins; 0 for every other part
 * @param grid the grid on which the values lie
 * @param scaling the map from r to v
 */
public record NumberAxis(Part part, double cut, Grid grid, Scaling scaling) implements Axis {
  @Override
  public String nameOf(String column) {
    return part.nameOf(column);
  }

  @Override
  public Channel channel(StorageType type) {
    return new NumberChannel(this, type);
  }

  /** Returns r of a raw cell. */
  double read(StorageType type, double raw) {
    return rotate(part.read(type, raw), cut);
  }

  /** Returns what a decoded r adds to the raw cell. */
  double contribution(StorageType type, double value) {
    return part.contribution(type, grid.floor(value) + cut);
  }

  /** Returns the time of day counted from {@code cut} on. */
  static double rotate(double value, double cut) {
    return cut == 0 ? value : Part.remainder(value - cut, Part.SECONDS_OF_DAY);
  }
}

package io.diglm.schema;

import java.util.Optional;

/**
 * A numeric dimension: v = scaling(r + quantum u), where r is the part of the cell that it reads.
 *
 * <p>log|dv/dr| enters the log-determinant of the row. So p is a density per unit of the user's
 * column and, for whole numbers (quantum 1), a lower bound on the probability (uniform
 * dequantisation, Theis et al. 2016).
 *
 * @param part the part of the cell that this axis reads
 * @param cut seconds after midnight at which a time of day begins; 0 for every other part
 * @param grid the grid on which the values lie
 * @param scaling the map from r to v
 * @param span the span of r in the training rows; empty in files of format 1
 */
public record NumberAxis(Part part, double cut, Grid grid, Scaling scaling, Optional<Span> span)
    implements Axis {
  /** v lies within this of 0, so that float arithmetic stays finite. */
  public static final double LARGEST = NumberChannel.LARGEST;

  /** Requires a cut of a time of day alone. */
  public NumberAxis {
    boolean day = part == Part.TIME_OF_DAY && cut >= 0 && cut < Part.SECONDS_OF_DAY;
    if (cut != 0 && !day) {
      throw new IllegalArgumentException(
          "cut must be 0, or below %s of a time of day, got %s"
              .formatted(Part.SECONDS_OF_DAY, cut));
    }
  }

  @Override
  public String nameOf(String column) {
    return part.nameOf(column);
  }

  @Override
  public Channel channel(StorageType type) {
    return new NumberChannel(this, type);
  }

  /** {@return the span in v, from the start of the first cell to the end of the last cell} */
  public Optional<Span> encodedSpan() {
    double half = grid.quantum() / 2;
    return span.map(
        s ->
            new Span(
                encoded(s.low(), 0),
                encoded(s.high(), 2 * half),
                s.standIn().map(r -> encoded(r, half))));
  }

  /**
   * {@return dv/dr at r, the part of the cell that this axis reads}
   *
   * @param r in units of the column
   */
  public double slope(double r) {
    double change = scaling.logSlopeChange(scaling.ratio(r, grid.quantum() / 2));
    return Math.exp(scaling.logSlope() + change);
  }

  private double encoded(double value, double offset) {
    return scaling.value(scaling.ratio(value, offset));
  }

  /** Returns r of a raw cell. */
  double read(StorageType type, double raw) {
    return rotate(part.read(type, raw), cut);
  }

  /** Returns the contribution of a decoded r to the raw cell. */
  double contribution(StorageType type, double value) {
    return part.contribution(type, grid.floor(value) + cut);
  }

  /** Returns the time of day, counted from {@code cut}. */
  static double rotate(double value, double cut) {
    return cut == 0 ? value : Part.remainder(value - cut, Part.SECONDS_OF_DAY);
  }
}

package io.diglm.schema;

/**
 * The points origin + k quantum for whole numbers k. Quantum 0 means the continuous line.
 *
 * @param origin one point of the grid
 * @param quantum the distance between neighbours, in the units of the column
 */
public record Grid(double origin, double quantum) {
  static final Grid CONTINUOUS = new Grid(0, 0);

  /** Requires finite numbers and a quantum that is not negative. */
  public Grid {
    if (!Double.isFinite(origin) || !(quantum >= 0) || Double.isInfinite(quantum)) {
      throw new IllegalArgumentException(
          "grid must have finite numbers, the quantum not negative, got origin %s, quantum %s"
              .formatted(origin, quantum));
    }
  }

  /** Returns the largest grid point at or below {@code value}. */
  double floor(double value) {
    if (quantum == 0) {
      return value;
    }
    double point = origin + quantum * Math.floor((value - origin) / quantum);
    return decimal(point);
  }

  /**
   * In double precision, 0.1 * 3 is not 0.3, but 3 / 10 is. So grids of fractions 1 / n divide
   * instead of multiplying.
   */
  private double decimal(double point) {
    double perUnit = Math.rint(1 / quantum);
    double ticks = point * perUnit;
    boolean fraction = perUnit >= 2 && Math.abs(quantum * perUnit - 1) < 1e-12;
    return fraction && Math.abs(ticks - Math.rint(ticks)) < 1e-3
        ? Math.rint(ticks) / perUnit
        : point;
  }
}

package io.diglm.network;

/**
 * Solves a + slope tanh(a + bias) = target, slope at least -1, by Newton steps kept in a bracket.
 *
 * @param slope w.v of a planar map
 * @param bias b of a planar map
 */
public record PlanarRoot(double slope, double bias) {
  private static final double TOLERANCE = 1e-10;
  private static final int MOST_STEPS = 200;

  /**
   * {@return the root to a relative tolerance of 1e-10}
   *
   * @param target right-hand side of the equation
   */
  public double of(double target) {
    double low = target - Math.abs(slope);
    double high = target + Math.abs(slope);
    double a = target - slope * Math.tanh(target + bias);
    for (int i = 0; i < MOST_STEPS; i++) {
      double h = Math.tanh(a + bias);
      double excess = a + slope * h - target;
      if (excess > 0) {
        high = a;
      } else {
        low = a;
      }
      double next = a - excess / (1 + slope * (1 - h * h));
      next = next >= low && next <= high ? next : (low + high) / 2;
      if (!(Math.abs(next - a) > TOLERANCE * Math.max(1, Math.abs(a)))) {
        return next;
      }
      a = next;
    }
    return a;
  }
}

package io.diglm.experiments;

/**
 * Quasi-Newton ascent for a few parameters (Broyden, Fletcher, Goldfarb and Shanno 1970), with
 * backtracking to a sufficient rise (Armijo 1966).
 */
final class Bfgs {
  private static final int MOST_STEPS = 200;
  private static final int MOST_HALVINGS = 40;
  private static final double FLAT = 1e-7;
  private static final double RISE = 1e-4;

  private Bfgs() {}

  /** A function and its gradient at a point. */
  record Slope(double value, double[] gradient) {}

  /** The function to maximise; negative infinity where it is not defined. */
  @FunctionalInterface
  interface Objective {
    Slope at(double[] point);
  }

  /** Returns a local maximum: where the gradient vanishes or no step rises any more. */
  static double[] maximum(Objective objective, double[] start) {
    double[] point = start.clone();
    Slope here = objective.at(point);
    double[][] inverse = identity(point.length);
    for (int step = 0; step < MOST_STEPS && norm(here.gradient()) > FLAT; step++) {
      double[] direction = times(inverse, here.gradient());
      double longest = norm(direction);
      double scale = Math.min(1, 2 / longest);
      double slope = dot(direction, here.gradient());
      double[] next = point;
      Slope there = here;
      for (int halving = 0; halving < MOST_HALVINGS; halving++) {
        next = along(point, direction, scale);
        there = objective.at(next);
        if (there.value() >= here.value() + RISE * scale * slope) {
          break;
        }
        scale /= 2;
      }
      if (!(there.value() > here.value())) {
        return point;
      }
      update(inverse, difference(next, point), difference(here.gradient(), there.gradient()));
      point = next;
      here = there;
    }
    return point;
  }

  /** H += (1 + y'Hy / s'y) ss' / s'y - (Hy s' + s y'H) / s'y, where the curvature s'y allows. */
  private static void update(double[][] h, double[] s, double[] y) {
    double curvature = dot(s, y);
    if (!(curvature > 1e-12)) {
      return;
    }
    double[] hy = times(h, y);
    double factor = (1 + dot(y, hy) / curvature) / curvature;
    for (int i = 0; i < s.length; i++) {
      for (int j = 0; j < s.length; j++) {
        h[i][j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature;
      }
    }
  }

  private static double[][] identity(int size) {
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      matrix[i][i] = 1;
    }
    return matrix;
  }

  private static double[] along(double[] point, double[] direction, double scale) {
    double[] moved = point.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += scale * direction[i];
    }
    return moved;
  }

  private static double[] difference(double[] a, double[] b) {
    return along(a, b, -1);
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      product[i] = dot(matrix[i], vector);
    }
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }
}

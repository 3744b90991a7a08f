package io.diglm.distribution;

/** Checks of parameters and arguments. */
final class Checks {
  private Checks() {}

  static void finite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(what + " must be finite, got " + value);
    }
  }

  static void positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
    }
  }

  static void probability(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("p must be in [0, 1], got " + p);
    }
  }

  static void length(String what, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          what + " must have " + expected + " values, got " + length);
    }
  }
}

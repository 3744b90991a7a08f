package io.diglm.network;

/**
 * The functions of {@link Kernels} for single numbers, and the constants that both kernels share.
 */
final class Approximations {
  /**
   * Adding this number rounds a float below 2^22 to a whole number, which is then in its lowest
   * bits.
   */
  static final float ROUND = 1.5f * (1 << 23);

  static final float LEAST_EXP = -87;
  static final float MOST_EXP = 88;
  static final float LOG2_E = 1.442695f;

  /** log 2 in two parts. The first has few bits, so that its whole multiples are exact. */
  static final float LOG_2_HIGH = 0.6933594f;

  static final float LOG_2_LOW = -2.1219444e-4f;

  // (e^r - 1 - r) / r^2 on [-log 2 / 2, log 2 / 2], highest power first (Moshier, Cephes).
  static final float EXP_5 = 1.9875691e-4f;
  static final float EXP_4 = 0.0013981999f;
  static final float EXP_3 = 0.008333452f;
  static final float EXP_2 = 0.041665796f;
  static final float EXP_1 = 0.16666666f;
  static final float EXP_0 = 0.5f;

  /** Beyond this value, tanh is 1 in single precision. */
  static final float MOST_TANH = 7.905311f;

  // tanh(x) = x P(x^2) / Q(x^2), highest power first (Eigen 3).
  static final float P_6 = -2.7607684e-16f;
  static final float P_5 = 2.000188e-13f;
  static final float P_4 = -8.604672e-11f;
  static final float P_3 = 5.1222973e-8f;
  static final float P_2 = 1.48572235e-5f;
  static final float P_1 = 6.3726195e-4f;
  static final float P_0 = 0.0048935246f;
  static final float Q_3 = 1.1982584e-6f;
  static final float Q_2 = 1.1853471e-4f;
  static final float Q_1 = 0.0022684347f;
  static final float Q_0 = 0.004893525f;

  static final float TWO_PI = 6.2831855f;
  static final float MOST_TURNS = 1 << 22;

  // (sin(u) / u - 1) / u^2 on a quarter turn, by Taylor, highest power first.
  static final float SIN_4 = -1f / 39916800;
  static final float SIN_3 = 1f / 362880;
  static final float SIN_2 = -1f / 5040;
  static final float SIN_1 = 1f / 120;
  static final float SIN_0 = -1f / 6;

  private Approximations() {}

  static float exp(float x) {
    float inside = Math.min(Math.max(x, LEAST_EXP), MOST_EXP);
    float shifted = inside * LOG2_E + ROUND;
    float n = shifted - ROUND;
    float r = inside - n * LOG_2_HIGH - n * LOG_2_LOW;
    float p = ((((EXP_5 * r + EXP_4) * r + EXP_3) * r + EXP_2) * r + EXP_1) * r + EXP_0;
    return (p * r * r + r + 1)
        * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + (127 << 23));
  }

  static float tanh(float x) {
    float inside = Math.min(Math.max(x, -MOST_TANH), MOST_TANH);
    float s = inside * inside;
    float p = (((((P_6 * s + P_5) * s + P_4) * s + P_3) * s + P_2) * s + P_1) * s + P_0;
    return inside * p / (((Q_3 * s + Q_2) * s + Q_1) * s + Q_0);
  }

  /** Returns x minus the nearest whole number. */
  static float turn(float x) {
    float inside = Math.min(Math.max(x, -MOST_TURNS), MOST_TURNS);
    return inside - ((inside + ROUND) - ROUND);
  }

  /** sin(2 pi part), part in [-1/2, 1/2]. */
  static float sine(float part) {
    return quarterSine(Math.min(Math.max(part, -0.5f - part), 0.5f - part));
  }

  /** cos(2 pi part), part in [-1/2, 1/2]. */
  static float cosine(float part) {
    return quarterSine(0.25f - Math.abs(part));
  }

  private static float quarterSine(float part) {
    float u = part * TWO_PI;
    float s = u * u;
    float p = (((SIN_4 * s + SIN_3) * s + SIN_2) * s + SIN_1) * s + SIN_0;
    return u * (p * s + 1);
  }
}

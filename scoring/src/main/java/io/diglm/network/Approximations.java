package io.diglm.network;

/** The functions of {@link Kernels}, number by number, and the constants both kernels share. */
final class Approximations {
  /** Adding it rounds a float below 2^22 to a whole number, which its lowest bits then hold. */
  static final float ROUND = 1.5f * (1 << 23);

  static final float LEAST_EXP = -87;
  static final float MOST_EXP = 88;
  static final float LOG2_E = 1.44269504f;

  /** log 2 in two parts, the first of few bits, so that a whole multiple of it is exact. */
  static final float LOG_2_HIGH = 0.693359375f;

  static final float LOG_2_LOW = -2.12194440e-4f;

  /** e^r - 1 - r over r^2 on [-log 2 / 2, log 2 / 2], highest power first (Moshier, Cephes). */
  static final float[] EXP = {
    1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
    4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f
  };

  /** Beyond, tanh is 1 in single precision. */
  static final float MOST_TANH = 7.90531111f;

  /** tanh(x) = x P(x^2) / Q(x^2), highest power first (Eigen 3). */
  static final float[] TANH_P = {
    -2.76076847742355e-16f,
    2.00018790482477e-13f,
    -8.60467152213735e-11f,
    5.12229709037114e-08f,
    1.48572235717979e-05f,
    6.37261928875436e-04f,
    4.89352455891786e-03f
  };

  static final float[] TANH_Q = {
    1.19825839466702e-06f, 1.18534705686654e-04f, 2.26843463243900e-03f, 4.89352518554385e-03f
  };

  static final float ROOT_HALF = 0.70710678f;

  /** 1 - erf(a) = t E(t) e^(-a^2), t = 1 / (1 + p a) (Abramowitz and Stegun 1964, 7.1.26). */
  static final float ERF_P = 0.3275911f;

  static final float[] ERF = {
    1.061405429f, -1.453152027f, 1.421413741f, -0.284496736f, 0.254829592f
  };

  static final float TWO_PI = 6.28318531f;
  static final float MOST_TURNS = 1 << 22;

  /** sin(u) / u - 1 over u^2 on a quarter turn, by Taylor, highest power first. */
  static final float[] SIN = {-1f / 39916800, 1f / 362880, -1f / 5040, 1f / 120, -1f / 6};

  private Approximations() {}

  static float exp(float x) {
    float inside = Math.min(Math.max(x, LEAST_EXP), MOST_EXP);
    float shifted = inside * LOG2_E + ROUND;
    float n = shifted - ROUND;
    float r = inside - n * LOG_2_HIGH - n * LOG_2_LOW;
    float p = ((((EXP[0] * r + EXP[1]) * r + EXP[2]) * r + EXP[3]) * r + EXP[4]) * r + EXP[5];
    return (p * r * r + r + 1)
        * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + (127 << 23));
  }

  static float tanh(float x) {
    float inside = Math.min(Math.max(x, -MOST_TANH), MOST_TANH);
    float square = inside * inside;
    return inside * polynomial(TANH_P, square) / polynomial(TANH_Q, square);
  }

  static float sigmoid(float x) {
    return 1 / (1 + exp(-x));
  }

  static float gelu(float x) {
    float a = Math.abs(x) * ROOT_HALF;
    float t = 1 / (1 + ERF_P * a);
    float tail = 0.5f * Math.abs(x) * t * polynomial(ERF, t) * exp(-a * a);
    return Math.max(x, 0) - tail;
  }

  /** Returns x less the nearest whole number. */
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
    float p = (((SIN[0] * s + SIN[1]) * s + SIN[2]) * s + SIN[3]) * s + SIN[4];
    return u * (p * s + 1);
  }

  private static float polynomial(float[] coefficients, float x) {
    float sum = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      sum = sum * x + coefficients[i];
    }
    return sum;
  }
}

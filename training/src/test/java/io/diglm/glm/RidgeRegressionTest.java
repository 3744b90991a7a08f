package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RidgeRegressionTest {
  private static final int ROWS = 40;

  /** One column, so wide that no penalty matters. */
  private static float[] column() {
    SplittableRandom random = new SplittableRandom(8);
    float[] x = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      x[i] = 1000 * (float) random.nextDouble() - 200;
    }
    return x;
  }

  private static double[] targets(float[] x) {
    SplittableRandom random = new SplittableRandom(9);
    return IntStream.range(0, ROWS)
        .mapToDouble(i -> 7 - 0.5 * x[i] + 20 * random.nextDouble())
        .toArray();
  }

  private static double[] ones() {
    double[] ones = new double[ROWS];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Slope and constant by the textbook's formula, over rows of these weights. */
  private static double[] line(float[] x, double[] y, double[] weights) {
    double total = Arrays.stream(weights).sum();
    double meanX = IntStream.range(0, ROWS).mapToDouble(i -> weights[i] * x[i]).sum() / total;
    double meanY = IntStream.range(0, ROWS).mapToDouble(i -> weights[i] * y[i]).sum() / total;
    double both = 0;
    double square = 0;
    for (int i = 0; i < ROWS; i++) {
      both += weights[i] * (x[i] - meanX) * (y[i] - meanY);
      square += weights[i] * (x[i] - meanX) * (x[i] - meanX);
    }
    return new double[] {both / square, meanY - both / square * meanX};
  }

  @Test
  void ofOneColumnItIsTheLineOfLeastSquares() {
    float[] x = column();
    double[] y = targets(x);
    RidgeRegression found = RidgeRegression.of(x, y, ones());
    double[] line = line(x, y, ones());
    assertEquals(line[0], found.coefficients()[0], 1e-4);
    assertEquals(line[1], found.constant(), 1e-1);
  }

  @Test
  void residualsAreThoseOfRowsThatAreLeftOut() {
    float[] x = column();
    double[] y = targets(x);
    RidgeRegression found = RidgeRegression.of(x, y, ones());
    double[] expected = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double[] others = ones();
      others[i] = 0;
      double[] line = line(x, y, others);
      expected[i] = y[i] - line[0] * x[i] - line[1];
    }
    assertArrayEquals(expected, found.residuals(), 1e-2);
    double square = Arrays.stream(expected).map(r -> r * r).average().orElseThrow();
    assertEquals(Math.sqrt(square), found.deviation(), 1e-2);
  }

  @Test
  void weightsCountRows() {
    float[] x = column();
    double[] y = targets(x);
    double[] weights = ones();
    IntStream.range(0, ROWS / 2).forEach(i -> weights[i] = 3);
    RidgeRegression found = RidgeRegression.of(x, y, weights);
    assertEquals(line(x, y, weights)[0], found.coefficients()[0], 1e-4);
  }

  @Test
  void copiesOfAColumnShareItsCoefficient() {
    float[] x = column();
    double[] y = targets(x);
    float[] twice = new float[2 * ROWS];
    for (int i = 0; i < twice.length; i++) {
      twice[i] = x[i / 2];
    }
    double[] found = RidgeRegression.of(twice, y, ones()).coefficients();
    double slope = line(x, y, ones())[0];
    assertArrayEquals(new double[] {slope / 2, slope / 2}, found, 1e-4);
  }
}

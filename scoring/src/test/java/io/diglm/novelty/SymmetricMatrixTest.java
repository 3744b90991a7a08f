package io.diglm.novelty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SymmetricMatrixTest {
  @Test
  void logarithmOfADiagonalIsThatOfItsElements() {
    double[][] log = SymmetricMatrix.log(new double[][] {{Math.E, 0}, {0, 1e-4}});
    assertArrayEquals(new double[] {1, 0}, log[0], 1e-15);
    assertArrayEquals(new double[] {0, Math.log(1e-4)}, log[1], 1e-13);
  }

  /** exp(A) = sum of A^k / k!, so that log(exp(A)) must be A. */
  @Test
  void logarithmUndoesTheExponential() {
    SplittableRandom random = new SplittableRandom(3);
    for (int n : new int[] {1, 2, 5, 12}) {
      double[][] a = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          a[i][j] = random.nextGaussian() / 2;
          a[j][i] = a[i][j];
        }
      }
      double[][] sum = new double[n][n];
      double[][] power = new double[n][n];
      for (int i = 0; i < n; i++) {
        power[i][i] = 1;
      }
      for (int k = 1; k < 60; k++) {
        add(power, sum);
        power = product(power, a, 1.0 / k);
      }
      double[][] log = SymmetricMatrix.log(sum);
      for (int i = 0; i < n; i++) {
        assertArrayEquals(a[i], log[i], 1e-9);
      }
    }
  }

  private static void add(double[][] from, double[][] to) {
    for (int i = 0; i < from.length; i++) {
      for (int j = 0; j < from.length; j++) {
        to[i][j] += from[i][j];
      }
    }
  }

  private static double[][] product(double[][] a, double[][] b, double scale) {
    double[][] c = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        for (int k = 0; k < a.length; k++) {
          c[i][j] += scale * a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  @Test
  void solvesByTheLowerHalfAlone() {
    double[] x = SymmetricMatrix.solve(new double[][] {{4, 99}, {2, 3}}, new double[] {10, 8});
    assertEquals(1.75, x[0], 1e-12);
    assertEquals(1.5, x[1], 1e-12);
  }
}

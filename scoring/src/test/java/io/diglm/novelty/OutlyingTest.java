package io.diglm.novelty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.StandardNormal;
import io.diglm.selective.Surprise;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OutlyingTest {
  private static final int ROWS = 200;
  private static final int DIMENSION = 3;

  private static float[] rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] rows = new float[count * DIMENSION];
    for (int i = 0; i < rows.length; i++) {
      double z = random.nextGaussian();
      // The first column has a heavy tail, and the third only three values, so that ranks tie.
      rows[i] =
          (float)
              switch (i % DIMENSION) {
                case 0 -> Math.exp(2 * z);
                case 1 -> 2 * z + 1;
                default -> Math.signum(Math.rint(z));
              };
    }
    return rows;
  }

  private static Outlying learned(float[] kept) {
    return Outlying.of(kept, DIMENSION, Outlying.learn(kept, DIMENSION).doubles());
  }

  private static double score(Outlying outlying, float... v) {
    return outlying.score(v, 0, v);
  }

  @Test
  void theScoreIsThatOfItsDefinition() {
    float[] kept = rows(ROWS, 1);
    float[] others = rows(20, 2);
    others[0] = 50;
    others[4] = -9;
    Outlying outlying = learned(kept);
    double[][] own = new double[3][ROWS];
    for (int row = 0; row < ROWS; row++) {
      double[] found = measures(kept, kept, row, 1);
      for (int i = 0; i < 3; i++) {
        own[i][row] = found[i];
      }
    }
    for (int row = 0; row < 20; row++) {
      double[] found = measures(kept, others, row, 0);
      double expected = 0;
      for (int i = 0; i < 3; i++) {
        expected += Math.log1p(Surprise.of(own[i]).nats(found[i]));
      }
      assertEquals(expected, outlying.score(others, row * DIMENSION, others), 1e-4);
    }
  }

  /** The definition, word by word. The first column is heavy in the tail. */
  private static double[] measures(float[] kept, float[] rows, int row, int itself) {
    float[] calmKept = calm(kept, kept);
    float[] calmRows = calm(kept, rows);
    double[] deviation = new double[DIMENSION];
    double squares = 0;
    for (int d = 0; d < DIMENSION; d++) {
      double mean = 0;
      double square = 0;
      for (int m = 0; m < ROWS; m++) {
        mean += calmKept[m * DIMENSION + d] / (double) ROWS;
        square += Math.pow(calmKept[m * DIMENSION + d], 2) / ROWS;
      }
      deviation[d] = Math.sqrt(square - mean * mean);
      squares += rows[row * DIMENSION + d] * (double) rows[row * DIMENSION + d] / DIMENSION;
    }
    double[] near = new double[ROWS];
    double[] ranked = new double[ROWS];
    for (int m = 0; m < ROWS; m++) {
      for (int d = 0; d < DIMENSION; d++) {
        double a = rows[row * DIMENSION + d];
        double b = kept[m * DIMENSION + d];
        double gap = calmRows[row * DIMENSION + d] - calmKept[m * DIMENSION + d];
        near[m] += Math.pow(gap / deviation[d], 2);
        ranked[m] += Math.pow(normalScore(kept, d, a) - normalScore(kept, d, b), 2);
      }
    }
    return new double[] {fiveNearest(near, itself), fiveNearest(ranked, itself), squares};
  }

  private static float[] calm(float[] kept, float[] rows) {
    double[] column = new double[ROWS];
    for (int m = 0; m < ROWS; m++) {
      column[m] = kept[m * DIMENSION];
    }
    Arrays.sort(column);
    double median = (column[99] + column[100]) / 2;
    double quarter = column[49] + 0.75 * (column[50] - column[49]);
    double threeQuarters = column[149] + 0.25 * (column[150] - column[149]);
    double robust = (threeQuarters - quarter) / 1.349;
    float[] calm = rows.clone();
    for (int i = 0; i < calm.length; i += DIMENSION) {
      double t = (rows[i] - median) / robust;
      calm[i] = (float) Math.log(t + Math.sqrt(1 + t * t));
    }
    return calm;
  }

  private static double fiveNearest(double[] squares, int itself) {
    Arrays.sort(squares);
    return Arrays.stream(squares).skip(itself).limit(5).map(Math::sqrt).average().orElseThrow();
  }

  private static double normalScore(float[] kept, int d, double x) {
    double below = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int m = 0; m < ROWS; m++) {
      double value = kept[m * DIMENSION + d];
      boolean same = Math.abs(value - x) <= 1e-5 * (1 + Math.abs(x));
      below += same ? 0.5 : value < x ? 1 : 0;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    double inside = Math.max(0.5, Math.min(ROWS - 0.5, below)) / ROWS;
    double beyond = Math.max(0, x - most) - Math.max(0, least - x);
    return StandardNormal.quantile(inside) + 4 * beyond / (most - least);
  }

  @Test
  void fartherRowsAreMoreNovelHoweverFar() {
    Outlying outlying = learned(rows(ROWS, 1));
    double last = 0;
    for (float far : new float[] {0, 10, 100, 1e6f, 1e12f}) {
      double score = score(outlying, far, 0, 0);
      assertTrue(score > last, far + " has " + score + " after " + last);
      last = score;
    }
    assertTrue(Double.isFinite(score(outlying, 3e38f, -3e38f, 0)));
  }

  @Test
  void aTiedValueIsTheSameButForRounding() {
    Outlying outlying = learned(rows(ROWS, 1));
    double exact = score(outlying, 1, 1, 1);
    double rounded = score(outlying, 1, 1, Math.nextUp(1f));
    assertEquals(exact, rounded, 1e-4);
  }

  @Test
  void oneKeptRowIsEnough() {
    Outlying outlying = learned(new float[] {1, 2, 3});
    assertTrue(score(outlying, 9, 9, 9) > score(outlying, 1, 2, 3));
  }

  @Test
  void otherNumbersOfMeasuresAreRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Outlying.of(new float[6], DIMENSION, new double[5]));
    assertEquals("measures of kept rows must be 6, got 5", error.getMessage());
  }
}

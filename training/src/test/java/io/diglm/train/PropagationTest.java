package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PropagationTest {
  private static final int ROWS = 400;

  /** Two interleaved half circles, by turns; two labels each, at the same ends. */
  private static float[] moons(double noise) {
    SplittableRandom random = new SplittableRandom(1);
    float[] v = new float[2 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      double t = Math.PI * (i < 4 ? 0.05 : random.nextDouble());
      double side = i % 2 == 0 ? 1 : -1;
      v[2 * i] =
          (float) (side * Math.cos(t) + (i % 2 == 0 ? 0 : 1) + noise * random.nextGaussian());
      v[2 * i + 1] =
          (float) (side * Math.sin(t) + (i % 2 == 0 ? 0 : 0.5) + noise * random.nextGaussian());
    }
    return v;
  }

  @Test
  void labelsRunAlongDenseRowsNotAcrossSparseOnes() {
    float[][] guesses = new Propagation(moons(0.08), ROWS).guesses(new int[] {0, 1, 0, 1}, 2);
    long guessed = IntStream.range(4, ROWS).filter(i -> guesses[i].length == 2).count();
    long right =
        IntStream.range(4, ROWS)
            .filter(i -> guesses[i].length == 2 && guesses[i][i % 2] > 0.5)
            .count();
    assertTrue(guessed >= 0.94 * (ROWS - 4), guessed + " guessed");
    assertEquals(guessed, right);
  }

  @Test
  void aGuessIsAProbabilityOfEachClass() {
    float[][] guesses = new Propagation(moons(0.3), ROWS).guesses(new int[] {0, 1, 2, 1}, 4);
    for (int i = 4; i < ROWS; i++) {
      if (guesses[i].length > 0) {
        double sum = 0;
        for (float q : guesses[i]) {
          assertTrue(q >= 0 && q <= 1);
          sum += q;
        }
        assertEquals(1, sum, 1e-6);
        assertEquals(0f, guesses[i][3]);
      }
    }
  }

  @Test
  void classesKeepTheShareTheyHaveAmongTheLabels() {
    SplittableRandom random = new SplittableRandom(2);
    float[] cloud = new float[2 * ROWS];
    IntStream.range(0, cloud.length).forEach(i -> cloud[i] = (float) random.nextGaussian());
    int[] labels = {0, 0, 0, 1};
    float[][] guesses = new Propagation(cloud, ROWS).guesses(labels, 2);
    double first =
        IntStream.range(4, ROWS)
            .filter(i -> guesses[i].length > 0)
            .mapToDouble(i -> guesses[i][0])
            .average()
            .orElseThrow();
    assertEquals(0.75, first, 0.1);
  }

  @Test
  void aRowFarFromAllOthersGetsNoGuess() {
    float[] v = moons(0.08);
    v[2 * ROWS - 1] = 50;
    float[][] guesses = new Propagation(v, ROWS).guesses(new int[] {0, 1, 0, 1}, 2);
    assertEquals(0, guesses[ROWS - 1].length);
  }

  @Test
  void rowsOnOnePointAndTwoRowsAreNotTooFew() {
    float[][] same = new Propagation(new float[60], 30).guesses(new int[] {1}, 2);
    assertTrue(IntStream.range(1, 30).allMatch(i -> same[i].length == 0 || same[i][1] == 1));
    float[][] two = new Propagation(new float[] {0, 1}, 2).guesses(new int[] {0}, 2);
    assertEquals(1f, two[1][0]);
  }
}

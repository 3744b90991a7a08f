package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AdamTest {
  private static final int PARAMETERS = 1000;
  private static final int MACHINES = 16;
  private static final int ROUNDS = 40;
  private static final int STEPS = 5;
  private static final double RATE = 1e-3;

  /** Gradients of a mean of 1 in the first half, of 0 in the second, with noise. */
  private static float[] gradient(SplittableRandom random) {
    float[] gradient = new float[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++) {
      gradient[i] = (float) random.nextGaussian(i < PARAMETERS / 2 ? 1 : 0, 5);
    }
    return gradient;
  }

  private static Adam adam() {
    return new Adam(new float[PARAMETERS], 0, 0, 1);
  }

  private static void here(List<Runnable> work) {
    work.forEach(Runnable::run);
  }

  private static float[] values(Map<String, float[]> state) {
    return Objects.requireNonNull(state.get(Adam.VALUES));
  }

  /** The way of one machine that has the rows of all. */
  private static float[] alone() {
    SplittableRandom random = new SplittableRandom(7);
    Adam adam = adam();
    for (int step = 0; step < ROUNDS * STEPS; step++) {
      float[] mean = new float[PARAMETERS];
      for (int k = 0; k < MACHINES; k++) {
        float[] gradient = gradient(random);
        for (int i = 0; i < PARAMETERS; i++) {
          mean[i] += gradient[i] / MACHINES;
        }
      }
      adam.step(mean, RATE, 1, AdamTest::here);
    }
    return values(adam.state());
  }

  /** The way of the mean of machines that have a part of the rows each. */
  private static float[] together(double machines) {
    SplittableRandom random = new SplittableRandom(8);
    Map<String, float[]> shared = adam().state();
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, float[]> mean = adam().state();
      for (int k = 0; k < MACHINES; k++) {
        Adam adam = adam();
        adam.restore(shared);
        adam.resumeAt((long) round * STEPS);
        adam.among(machines);
        for (int step = 0; step < STEPS; step++) {
          adam.step(gradient(random), RATE, 1, AdamTest::here);
        }
        adam.state()
            .forEach(
                (name, vector) -> {
                  float[] sum = Objects.requireNonNull(mean.get(name));
                  for (int i = 0; i < PARAMETERS; i++) {
                    sum[i] += vector[i] / MACHINES;
                  }
                });
      }
      shared = mean;
    }
    return values(shared);
  }

  private static double mean(float[] way, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += way[i];
    }
    return sum / (to - from);
  }

  private static double deviation(float[] way, int from, int to) {
    double mean = mean(way, from, to);
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (way[i] - mean) * (way[i] - mean);
    }
    return Math.sqrt(sum / (to - from));
  }

  @Test
  void theMeanOfMachinesGoesAsFarAsOneThatHasTheRowsOfAll() {
    float[] alone = alone();
    float[] together = together(MACHINES);
    int half = PARAMETERS / 2;
    assertEquals(1, mean(together, 0, half) / mean(alone, 0, half), 0.1);
    assertEquals(
        1, deviation(together, half, PARAMETERS) / deviation(alone, half, PARAMETERS), 0.2);
    // Plain steps fall behind: their gradients have four times the noise.
    assertEquals(0.33, mean(together(1), 0, half) / mean(alone, 0, half), 0.1);
  }

  @Test
  void amongOneMachineStepsArePlain() {
    SplittableRandom random = new SplittableRandom(9);
    float[] first = gradient(random);
    float[] second = gradient(random);
    Adam plain = adam();
    Adam among = adam();
    for (Adam adam : List.of(plain, among)) {
      adam.step(first, RATE, 1, AdamTest::here);
    }
    among.among(1);
    for (Adam adam : List.of(plain, among)) {
      adam.step(second, RATE, 1, AdamTest::here);
    }
    assertArrayEquals(values(plain.state()), values(among.state()));
  }

  @Test
  void withoutAStepBeforeStepsArePlain() {
    float[] gradient = new float[PARAMETERS];
    Arrays.fill(gradient, 3);
    Adam adam = adam();
    adam.among(MACHINES);
    adam.step(gradient, RATE, 1, AdamTest::here);
    assertEquals(-RATE, values(adam.state())[0], 1e-9);
  }
}

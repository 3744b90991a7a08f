package io.diglm.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) on one vector of parameters, and
 * the running average of its steps (Polyak and Juditsky 1992).
 *
 * <p>In plain Java: one pass over the vectors, where libtorch needs one an operation.
 */
final class Adam {
  static final String VALUES = "values";
  static final String FIRST = "first";
  static final String SECOND = "second";

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.99;
  private static final double EPSILON = 1e-8;

  private final double weightDecay;
  private final double averaging;
  private final int threads;
  private final float[] values;
  private final float[] first;
  private final float[] second;
  private final float[] average;
  private float[] common = {};
  private double machines = 1;
  private long steps;

  /**
   * Starts.
   *
   * @param values the parameters (P), moved in place
   * @param threads how many share a step
   */
  Adam(float[] values, double weightDecay, double averaging, int threads) {
    this.values = values;
    this.weightDecay = weightDecay;
    this.averaging = averaging;
    this.threads = threads;
    first = new float[values.length];
    second = new float[values.length];
    average = values.clone();
  }

  /**
   * Moves the parameters along their gradients, scaled by {@code gradientScale}.
   *
   * @param gradient (P)
   * @param crew runs the threads' shares of it
   */
  void step(
      float[] gradient, double learningRate, double gradientScale, Consumer<List<Runnable>> crew) {
    steps++;
    Range move =
        machines == 1
            ? (from, to) -> move(gradient, learningRate, gradientScale, from, to)
            : (from, to) -> moveAmong(gradient, learningRate, gradientScale, from, to);
    crew.accept(
        IntStream.range(0, threads)
            .<Runnable>mapToObj(
                k ->
                    () ->
                        move.of(
                            (int) ((long) values.length * k / threads),
                            (int) ((long) values.length * (k + 1) / threads)))
            .toList());
  }

  /** Moves some of the parameters. */
  private interface Range {
    void of(int from, int to);
  }

  /** All arrays have the same index, so that the JVM makes vector code of the loop. */
  private void move(float[] gradient, double learningRate, double gradientScale, int from, int to) {
    float scale = (float) gradientScale;
    float fresh = (float) (1 - BETA_1);
    float freshSquare = (float) (1 - BETA_2);
    // sqrt(square) / root + epsilon, times root, which the rate makes good: one division less.
    double root = Math.sqrt(1 - Math.pow(BETA_2, (double) steps));
    float epsilon = (float) (EPSILON * root);
    float rate = (float) (learningRate * root / (1 - Math.pow(BETA_1, (double) steps)));
    float kept = (float) (1 - learningRate * weightDecay);
    // The average forgets the start quickly, then slowly.
    double decay = Math.min(averaging, (1.0 + steps) / (10.0 + steps));
    float following = averaging == 0 ? 1 : (float) (1 - decay);
    for (int i = from; i < to; i++) {
      float g = gradient[i] * scale;
      float mean = first[i] + fresh * (g - first[i]);
      float square = second[i] + freshSquare * (g * g - second[i]);
      float value = kept * values[i] - rate * mean / ((float) Math.sqrt(square) + epsilon);
      first[i] = mean;
      second[i] = square;
      values[i] = value;
      average[i] = average[i] + following * (value - average[i]);
    }
  }

  /**
   * Makes the steps that follow those of one of K machines, which start alike and of whose steps
   * the mean is taken.
   *
   * <p>Adam divides a mean gradient by the root of its second moment. That of one machine's few
   * rows has K times the noise of the mean of all, so that the mean of plain steps would be shorter
   * than the step of one machine with all rows, and weight decay, which the mean leaves as it is,
   * would weigh more. So these steps divide by the root of E[g]^2 + (E[g_k^2] - E[g]^2) / K, the
   * second moment of the mean of K gradients, with E[g] from where the machines started.
   */
  void among(double machines) {
    if (steps == 0) {
      return; // no E[g] is known yet
    }
    this.machines = machines;
    common = first.clone();
    double unbiased = 1 / (1 - Math.pow(BETA_1, (double) steps));
    double share = 1 - 1 / machines;
    for (int i = 0; i < common.length; i++) {
      double mean = unbiased * common[i];
      common[i] = (float) (share * mean * mean);
    }
  }

  private void moveAmong(
      float[] gradient, double learningRate, double gradientScale, int from, int to) {
    float scale = (float) gradientScale;
    float fresh = (float) (1 - BETA_1);
    float freshSquare = (float) (1 - BETA_2);
    double unbiased = 1 - Math.pow(BETA_2, (double) steps);
    float own = (float) (1 / (unbiased * machines));
    float epsilon = (float) EPSILON;
    float rate = (float) (learningRate / (1 - Math.pow(BETA_1, (double) steps)));
    float kept = (float) (1 - learningRate * weightDecay);
    for (int i = from; i < to; i++) {
      float g = gradient[i] * scale;
      float mean = first[i] + fresh * (g - first[i]);
      float square = second[i] + freshSquare * (g * g - second[i]);
      float root = (float) Math.sqrt(common[i] + own * square) + epsilon;
      first[i] = mean;
      second[i] = square;
      values[i] = kept * values[i] - rate * mean / root;
    }
  }

  /** The average of the parameters over the steps (P); not to be written to. */
  float[] average() {
    return average;
  }

  /** Copies of the vectors that a checkpoint must keep, by name. */
  Map<String, float[]> state() {
    Map<String, float[]> copies = new HashMap<>();
    vectors().forEach((name, vector) -> copies.put(name, vector.clone()));
    return copies;
  }

  /** Copies of the parameters and their moments, by name. */
  Map<String, float[]> moments() {
    Map<String, float[]> copies = new HashMap<>();
    copies.put(VALUES, values.clone());
    copies.put(FIRST, first.clone());
    copies.put(SECOND, second.clone());
    return copies;
  }

  /** Goes back to a {@link #state}. */
  void restore(Map<String, float[]> state) {
    vectors()
        .forEach(
            (name, vector) -> {
              float[] kept = Objects.requireNonNull(state.get(name));
              System.arraycopy(kept, 0, vector, 0, vector.length);
            });
  }

  /** Takes what others made of the parameters and their moments. */
  void take(Map<String, float[]> moved) {
    for (String name : List.of(VALUES, FIRST, SECOND)) {
      float[] from = Objects.requireNonNull(moved.get(name));
      System.arraycopy(from, 0, Objects.requireNonNull(vectors().get(name)), 0, from.length);
    }
  }

  /**
   * Counts so many steps of others. The average follows as if it had seen the parameters as they
   * are at each of them.
   */
  void follow(int taken) {
    steps += taken;
    double decay = Math.min(averaging, (1.0 + steps) / (10.0 + steps));
    float following = averaging == 0 ? 1 : (float) (1 - Math.pow(decay, taken));
    for (int i = 0; i < average.length; i++) {
      average[i] += following * (values[i] - average[i]);
    }
  }

  /** Returns the names of the vectors that a checkpoint must keep. */
  Set<String> names() {
    return vectors().keySet();
  }

  private Map<String, float[]> vectors() {
    return Map.of(VALUES, values, FIRST, first, SECOND, second, "average", average);
  }

  long steps() {
    return steps;
  }

  void resumeAt(long steps) {
    this.steps = steps;
  }
}

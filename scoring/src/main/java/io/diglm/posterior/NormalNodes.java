package io.diglm.posterior;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fixed nodes that represent N(0, I). They are used with both signs, so that means are exact, and
 * scaled, so that variances are exact. They are the same for every row, so that answers are
 * reproducible.
 */
public final class NormalNodes {
  private static final int COUNT = 32;
  private static final long SEED = 20190115;
  private static final Map<Integer, double[][]> KNOWN = new ConcurrentHashMap<>();

  private NormalNodes() {}

  /**
   * {@return nodes of this dimension, one per row} Callers must not change them.
   *
   * @param dimension number of normal variables
   */
  public static double[][] of(int dimension) {
    return KNOWN.computeIfAbsent(dimension, NormalNodes::draw);
  }

  private static double[][] draw(int dimension) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] nodes = new double[COUNT][dimension];
    for (double[] node : nodes) {
      Arrays.setAll(node, i -> random.nextGaussian());
    }
    for (int i = 0; i < dimension; i++) {
      int axis = i;
      double variance =
          Arrays.stream(nodes).mapToDouble(n -> n[axis] * n[axis]).average().orElseThrow();
      Arrays.stream(nodes).forEach(n -> n[axis] /= Math.sqrt(variance));
    }
    return nodes;
  }
}

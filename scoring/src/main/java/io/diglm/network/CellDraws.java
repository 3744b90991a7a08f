package io.diglm.network;

import java.util.SplittableRandom;

/** Draws of a cell from the outputs of the network for its axis. For one thread only. */
final class CellDraws {
  private final int components;
  private final SplittableRandom random;

  /**
   * @param components of a number's mixture
   */
  CellDraws(int components, SplittableRandom random) {
    this.components = components;
    this.random = random;
  }

  /** Returns a point of the real line, from the outputs {@code y} from {@code at} on. */
  double number(double[] y, int at) {
    if (random.nextDouble() < CellHead.MARGINAL) {
      return logistic();
    }
    int m = level(y, at, components);
    double logScale = Math.max(-6, Math.min(3, y[at + 2 * components + m]));
    return y[at + components + m] + Math.exp(logScale) * logistic();
  }

  private double logistic() {
    double u = Math.max(Double.MIN_NORMAL, random.nextDouble());
    return Math.log(u) - Math.log1p(-u);
  }

  /** Returns one of {@code count} by their logits. */
  int level(double[] logits, int at, int count) {
    double top = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < count; k++) {
      top = Math.max(top, logits[at + k]);
    }
    double total = 0;
    for (int k = 0; k < count; k++) {
      total += Math.exp(logits[at + k] - top);
    }
    double left = random.nextDouble() * total;
    int k = 0;
    while (k < count - 1 && (left -= Math.exp(logits[at + k] - top)) >= 0) {
      k++;
    }
    return k;
  }
}

package io.diglm.gradient;

import io.diglm.glm.ClassTerms;
import io.diglm.glm.HeadGradient;
import java.util.SplittableRandom;

/**
 * The terms of the loss that rows have beside J where y is a class ({@link Objective}), and their
 * gradients: of what is added to a row while it is in the head, and of what needs a pass of its
 * own.
 */
final class Unlabelled {
  /** Length of the move that finds the direction of r, in lengths of r. */
  private static final double PROBE = 1e-2;

  /** From this probability on an answer counts as a target. */
  private static final double SURE = 0.95;

  private final FlowGradient flow;
  private final HeadGradient head;
  private final ClassTerms terms;
  private final Batch rows;
  private final Objective objective;
  private final double scale;
  private final int classes;

  /** log p(y|x) of all rows, where that is needed (N, K). */
  private final double[] here;

  private final double[] logs;

  /**
   * Prepares for the rows of a pass.
   *
   * @param scale what gradients are multiplied by
   */
  Unlabelled(FlowGradient flow, HeadGradient head, Batch rows, Objective objective, double scale) {
    this.flow = flow;
    this.head = head;
    terms = head.classTerms();
    this.rows = rows;
    this.objective = objective;
    this.scale = scale;
    boolean some = objective.asksMore() && (rows.lacks() || rows.warped().length > 0);
    classes = some ? terms.count() : 0;
    here = new double[rows.rows() * classes];
    logs = new double[classes];
  }

  /** Returns whether there are such terms. */
  boolean asks() {
    return classes > 0;
  }

  /** Adds what a row that has just been predicted has: its entropy, and the guess of its class. */
  void add(int row) {
    if (!asks()) {
      return;
    }
    terms.logProbabilities(logs);
    System.arraycopy(logs, 0, here, row * classes, classes);
    if (!Double.isNaN(rows.y()[row])) {
      return;
    }
    double own = scale * rows.weights()[row];
    terms.addEntropy(logs, own * objective.entropyWeight());
    if (rows.guesses().length > 0) {
      terms.addGuess(rows.guesses(), row * classes, own * objective.propagationWeight());
    }
  }

  /** Returns whether a term needs a pass of its own. */
  boolean moves() {
    return asks()
        && objective.consistencyWeight() > 0
        && (!rows.image() || rows.warped().length > 0);
  }

  /**
   * Adds the gradients of rows moved: images warped, rows by an adversary. Those of earlier passes
   * must be gathered.
   *
   * @param random draws where the search for the adversary's move starts
   */
  void moved(SplittableRandom random) {
    if (rows.image()) {
      flow.pass(rows.warped(), disagreement());
    } else {
      float[] there = adversarial(random);
      flow.pass(there, divergence(objective.consistencyWeight() * scale, head::walkBack));
    }
  }

  /** Returns x + r: r along the gradient just beside x, where it is not 0 as it is at x. */
  private float[] adversarial(SplittableRandom random) {
    double[] start = new double[rows.noisy().length];
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) random.nextGaussian();
    }
    float[] probe = moved(start, PROBE * objective.radius());
    float[] slopes = flow.byRows(probe, divergence(1, head::walkThrough));
    for (int i = 0; i < start.length; i++) {
      start[i] = slopes[i];
    }
    return moved(start, objective.radius());
  }

  /** Returns the rows moved along directions by a length; along zeros not at all. */
  private float[] moved(double[] directions, double length) {
    float[] x = rows.noisy().clone();
    int dimension = flow.dimension();
    for (int row = 0; row < rows.rows(); row++) {
      double squares = 0;
      for (int i = row * dimension; i < (row + 1) * dimension; i++) {
        squares += directions[i] * directions[i];
      }
      double factor = length / (Math.sqrt(squares) + 1e-30);
      for (int i = row * dimension; i < (row + 1) * dimension; i++) {
        x[i] += (float) (factor * directions[i]);
      }
    }
    return x;
  }

  private FlowGradient.Turn divergence(double weight, Back back) {
    return (from, latent, logDensity, byLatent, byLogDensity) -> {
      for (int r = 0; r < logDensity.length; r++) {
        int at = r * flow.dimension();
        head.predict(latent, at, from + r, rows.offset(from + r));
        double own = weight * rows.weights()[from + r];
        terms.addDivergence(here, (from + r) * classes, own);
        back.walk(byLatent, at);
      }
    };
  }

  /** The way from the head back to z. */
  private interface Back {
    void walk(float[] byLatent, int at);
  }

  private FlowGradient.Turn disagreement() {
    double weight = -objective.consistencyWeight() * scale;
    return (from, latent, logDensity, byLatent, byLogDensity) -> {
      for (int r = 0; r < logDensity.length; r++) {
        int at = r * flow.dimension();
        head.predict(latent, at, from + r, rows.offset(from + r));
        double y = target(from + r);
        if (!Double.isNaN(y)) {
          head.likelihood(y, weight * rows.weights()[from + r]);
          head.walkBack(byLatent, at);
        }
      }
    };
  }

  /** Returns y, where missing the class that the model is sure of; NaN where of none. */
  private double target(int row) {
    double y = rows.y()[row];
    for (int k = 0; k < classes; k++) {
      if (Double.isNaN(y) && here[row * classes + k] >= Math.log(SURE)) {
        y = k;
      }
    }
    return y;
  }
}

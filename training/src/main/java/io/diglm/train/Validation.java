package io.diglm.train;

import io.diglm.model.HeadConfig;
import io.diglm.network.Scorer;

/** Judges averaged weights by the validation rows, which are scored as predictions are. */
final class Validation {
  private final LearningTask task;
  private final TrainingData data;
  private final Network network;
  private final Workers workers;

  Validation(LearningTask task, Network network, Workers workers) {
    this.task = task;
    this.network = network;
    this.workers = workers;
    data = task.data();
  }

  /** Returns what the validation rows say of these averages of the parameters. */
  Judgement judge(float[] average) {
    double[][] etas = etas();
    BatchSums sums = sums(average, etas);
    double loss = sums.loss(densityWeight(sums)) - gain(sums, etas);
    return new Judgement(loss, sums.nll(), sums.meanDensity());
  }

  /**
   * The density weight of the loss that chooses the epoch. Where log p(x) is that of cells nobody
   * is told the flow's, which swings on rows with missing cells: p(y|x) alone then tells.
   */
  private double densityWeight(BatchSums sums) {
    boolean ofImages = data.images();
    return task.config().cells(ofImages) && sums.labelled() > 0 ? 0 : task.lambda();
  }

  /** Returns room for the linear predictors of the validation rows by target. */
  private double[][] etas() {
    double[][] etas = new double[1 + data.others().size()][];
    etas[0] = new double[data.validation().length * task.head().predictors()];
    for (int k = 1; k < etas.length; k++) {
      etas[k] = new double[data.validation().length * data.others().get(k - 1).head().predictors()];
    }
    return etas;
  }

  /** By how much the temperatures that are found in the end would lower that loss. */
  private double gain(BatchSums sums, double[][] etas) {
    double gain = gain(sums, task.head(), data.of(data.targets()), etas[0]);
    for (int k = 1; k < etas.length; k++) {
      OtherTarget other = data.others().get(k - 1);
      gain += gain(sums, other.head(), data.of(other.targets()), etas[k]);
    }
    return gain;
  }

  private static double gain(BatchSums sums, HeadConfig own, TrainingData alone, double[] etas) {
    return Temperature.gain(own, alone, etas)
        * alone.labelled(alone.validation())
        / Math.max(1, sums.rows());
  }

  private BatchSums sums(float[] average, double[][] etas) {
    try (Scorer scorer = network.scorer(average)) {
      return workers.evaluate(scorer, network.others(average), data.validation(), etas);
    }
  }
}

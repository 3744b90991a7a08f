package io.diglm.train;

import io.diglm.config.ImageSettings;
import io.diglm.config.UnlabelledSettings;
import io.diglm.gradient.ImageEngine;
import io.diglm.gradient.Objective;
import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import java.util.List;

/**
 * What a network has to learn.
 *
 * @param data rows to learn from and to stop by
 * @param head of its target
 * @param flow the network's shape
 * @param config how it learns
 */
record LearningTask(TrainingData data, HeadConfig head, FlowConfig flow, FitConfig config) {
  /** Share of the training in which the weights of rows without a target rise. */
  private static final double RISE = 0.2;

  /** Returns the order of rows. A posterior counts each row once. */
  Draws draws() {
    boolean counted =
        switch (head.bayes()) {
          case CONJUGATE, BOUND, ELBO -> true;
          case NONE, AUTO, LAPLACE -> false;
        };
    return Draws.of(data, counted ? 0 : config.unlabelled().labelledShare());
  }

  /** Returns the steps of a whole training. */
  Schedule schedule() {
    return Schedule.plan(config, head.bayes(), draws().length());
  }

  /** Returns what was learned. */
  Trained trained(Trainer trainer, List<EpochRecord> history, boolean stopped) {
    return new Trained(config.run().seed(), flow, trainer.weights(), history, false, stopped);
  }

  /** Returns lambda at the end of training. */
  double lambda() {
    return config.density().lambda(flow.width(data.dimension()), 1);
  }

  /** Returns what training maximises at this share of the way. */
  Objective objective(double progress) {
    int dimension = flow.width(data.dimension());
    UnlabelledSettings unlabelled = config.unlabelled();
    boolean used = unlabelled.use() == UnlabelledSettings.Use.USE;
    double risen = used ? Math.min(1, progress / RISE) : 0;
    return new Objective(
        config.density().lambda(dimension, progress),
        risen * unlabelled.entropyWeight(),
        risen * unlabelled.consistencyWeight(),
        unlabelled.consistencyRadius() * Math.sqrt(dimension),
        used ? unlabelled.propagationWeight() : 0);
  }

  /**
   * Returns how images are computed.
   *
   * @throws IllegalArgumentException if rows that are no images are to be in less than float32
   */
  ImageEngine.Settings engine() {
    ImageSettings images = config.images();
    if (!data.images() && images.precision().filter(p -> p == Precision.BFLOAT16).isPresent()) {
      throw new IllegalArgumentException(
          "precision must be float32 for rows that are not images, got bfloat16");
    }
    boolean reversible = images.memory() == ImageSettings.Memory.REVERSIBLE;
    return new ImageEngine.Settings(images.precision(), reversible);
  }
}

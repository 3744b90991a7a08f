package io.diglm.train;

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
}

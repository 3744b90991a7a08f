package io.diglm.train;

import io.diglm.model.Bayes;

/**
 * How many steps of how many rows, and the learning rate of each: a linear warm-up, then half a
 * cosine down to 0.5 % of the peak.
 *
 * @param epochs passes over the rows
 * @param batchSize rows a step; where that is all rows, every step of an epoch sees them all
 * @param stepsPerEpoch full batches; a remainder under half a batch joins the last one
 * @param peak the highest rate
 * @param warmUp share of the steps over which the rate rises
 */
record Schedule(int epochs, int batchSize, int stepsPerEpoch, double peak, double warmUp) {
  private static final double FLOOR = 0.005;
  private static final int WANTED_STEPS = 5000;

  /** Few rows are learned by heart in more steps than this. */
  private static final int WANTED_STEPS_OF_FEW = 2000;

  private static final int BRIEF = 4;

  /** Up to as many rows a marginal likelihood is maximised whole. */
  private static final int MOST_WHOLE = 1024;

  /** Steps between two looks at the validation rows, where a step sees all rows. */
  private static final int WHOLE_STEPS = 10;

  /** Plans for this many training rows and this inference of the coefficients. */
  static Schedule plan(FitConfig config, Bayes bayes, int rows) {
    int batch = Math.min(rows, config.optimiser().batchSize().orElse(batchFor(bayes, rows)));
    boolean whole = exact(bayes) && batch == rows;
    int steps = whole ? WHOLE_STEPS : Math.max(1, Math.round((float) rows / batch));
    int wanted = TrainingData.few(rows) ? WANTED_STEPS_OF_FEW : WANTED_STEPS;
    int epochs = config.optimiser().epochs().orElse(Math.max(10, Math.min(400, wanted / steps)));
    return new Schedule(
        epochs, batch, steps, config.optimiser().learningRate(), config.optimiser().warmUp());
  }

  /** Small sets get small batches, so that an epoch still has some tens of steps. */
  private static int batchFor(Bayes bayes, int rows) {
    if (rows <= MOST_WHOLE && exact(bayes)) {
      return rows;
    }
    return Math.max(32, Math.min(1024, Integer.highestOneBit(Math.max(1, rows / 30))));
  }

  private static boolean exact(Bayes bayes) {
    return bayes == Bayes.CONJUGATE || bayes == Bayes.BOUND;
  }

  /** Returns a quarter of the epochs, with the rates of the whole. */
  Schedule brief() {
    return new Schedule(Math.max(1, epochs / BRIEF), batchSize, stepsPerEpoch, peak, warmUp);
  }

  /** Returns the same with fewer steps in all. */
  Schedule limitedTo(int steps) {
    int limited = Math.min(stepsPerEpoch, steps);
    return new Schedule(Math.max(1, steps / limited), batchSize, limited, peak, warmUp);
  }

  long steps() {
    return (long) epochs * stepsPerEpoch;
  }

  /** First row of a step within its epoch. */
  int from(int step, int rows) {
    return batchSize >= rows ? 0 : step * batchSize;
  }

  /** Last row of a step, exclusive. */
  int to(int step, int rows) {
    if (batchSize >= rows) {
      return rows;
    }
    int end = (step + 1) * batchSize;
    boolean remainder = step == stepsPerEpoch - 1 && rows - end <= batchSize / 2;
    return remainder ? rows : Math.min(rows, end);
  }

  /** Returns the rate at this share of the way, 0 to 1. */
  double rate(double progress) {
    double rise = warmUp == 0 ? 1 : Math.min(1, progress / warmUp);
    double fall = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    return peak * rise * (FLOOR + (1 - FLOOR) * fall);
  }
}

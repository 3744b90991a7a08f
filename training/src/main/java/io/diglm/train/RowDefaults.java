package io.diglm.train;

import io.diglm.model.Bayes;
import io.diglm.model.FlowConfig;

/**
 * What a fit does where its settings leave it to the rows.
 *
 * @param config the settings
 */
record RowDefaults(FitConfig config) {
  /** Of Scott's rule. */
  private static final double SMOOTHING = 0.6;

  /** So many brief trainings take the time of a whole one. */
  private static final int BRIEF_MEMBERS = 4;

  /**
   * Returns whether a brief training is tried first: of so few rows, whose log p(x) is of cells,
   * with all left to the defaults that a longer one would need.
   */
  boolean brief(int rows, boolean cells) {
    return cells
        && TrainingData.few(rows)
        && config.data().target().isPresent()
        && config.optimiser().epochs().isEmpty()
        && config.head().bayes() == Bayes.NONE;
  }

  /** Returns how many networks to train, which is a bound where the user has not set it. */
  int members(int rows, boolean cells) {
    return config.optimiser().members().orElse(brief(rows, cells) ? BRIEF_MEMBERS : 1);
  }

  /**
   * Whether networks may have features beside the row: these would make a posterior wide, and a
   * flow's log p(x) one of more than the row.
   */
  boolean mayBend(boolean ofImages) {
    boolean targeted = config.data().target().isPresent();
    return config.cells(ofImages) && targeted && config.head().bayes() == Bayes.NONE;
  }

  /** Returns the deviation of the noise on so many encoded rows of this width. */
  double noise(long rows, int dimension, boolean ofImages) {
    boolean alone = config.data().target().isEmpty() && !ofImages;
    double usual = alone ? SMOOTHING * Math.pow((double) rows, -1.0 / (dimension + 4)) : 0;
    return config.optimiser().noise().orElse(usual);
  }

  /**
   * Returns the flow for so many rows of D dimensions, p_z widened if that is how lambda works;
   * none where nothing is asked of its features.
   *
   * @param hinges features beside the row, which make periodic ones superfluous
   */
  FlowConfig flow(long rows, int dimension, boolean ofImages, int hinges) {
    FlowConfig flow = config.flow();
    if (config.data().target().isEmpty() && config.cells(ofImages)) {
      return flow.identity();
    }
    boolean few = !ofImages && TrainingData.few(rows);
    boolean bends = few || hinges > 0;
    FlowConfig suited =
        flow.frequencies(config.frequencies().orElse(bends ? 0 : flow.frequencies()))
            .hinges(hinges);
    boolean scaled = config.density().scaleLatent();
    return scaled ? suited.latentVariance(dimension / config.density().weight()) : suited;
  }
}

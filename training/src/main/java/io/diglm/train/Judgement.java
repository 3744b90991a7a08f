package io.diglm.train;

/**
 * What the validation rows say of an epoch.
 *
 * @param loss by which epochs are compared
 * @param nll mean of -log p(y|x) in nats
 * @param logDensity mean of log p(x) in nats
 */
record Judgement(double loss, double nll, double logDensity) {
  /** Returns that of an epoch that is over. */
  static Judgement of(EpochRecord epoch) {
    return new Judgement(
        epoch.validationLoss(), epoch.validationNll(), epoch.validationLogDensity());
  }
}

package io.diglm.train;

/**
 * One epoch of training. Losses are -(log p(y|x) + lambda log p(x)) a row, in nats.
 *
 * @param epoch from 1
 * @param step steps done at its end
 * @param learningRate at its end
 * @param trainLoss mean over its steps
 * @param trainNll mean of -log p(y|x) over its steps
 * @param trainLogDensity mean of log p(x) over its steps
 * @param validationLoss at its end, of the averaged weights; without log p(x) where that is the
 *     density of cells, and of classes at the temperature that suits the validation rows. Not every
 *     round on a cluster is measured; the others have the three numbers of the last one that was
 * @param validationNll -log p(y|x), mean; NaN if no row has a target, as trainNll is
 * @param validationLogDensity log p(x), mean
 * @param skipped steps skipped so far because something was not finite
 * @param seconds since the start of training
 */
public record EpochRecord(
    int epoch,
    long step,
    double learningRate,
    double trainLoss,
    double trainNll,
    double trainLogDensity,
    double validationLoss,
    double validationNll,
    double validationLogDensity,
    long skipped,
    double seconds) {}

package io.diglm.report;

/**
 * The history of training, with one value per epoch, in order and in nats.
 *
 * <p>An array is empty if nothing was recorded. NaN leaves a gap in its curve.
 *
 * @param trainLoss mean loss over the training batches
 * @param validationLoss the same objective on the validation rows
 * @param validationNll mean -log p(y|x) of the validation rows
 * @param validationLogDensity mean log p(x) of the validation rows by the flow
 * @param bestEpoch the epoch whose weights were kept, counted from 1; 0 if there is none
 */
public record History(
    double[] trainLoss,
    double[] validationLoss,
    double[] validationNll,
    double[] validationLogDensity,
    int bestEpoch) {

  /** {@return the empty history of a model that was not trained here} */
  public static History none() {
    return new History(new double[0], new double[0], new double[0], new double[0], 0);
  }
}

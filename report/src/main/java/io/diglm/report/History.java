package io.diglm.report;

/**
 * The course of training, one value an epoch, the first epoch first; all in nats.
 *
 * <p>An array is empty where nothing was recorded; NaN leaves a gap in its curve.
 *
 * @param trainLoss mean loss over the training batches
 * @param validationLoss the same objective on the validation rows
 * @param validationNll mean -log p(y|x) of the validation rows
 * @param validationLogDensity mean log p(x) of the validation rows by the flow
 * @param bestEpoch the epoch whose weights were kept, counted from 1; 0 where there is none
 */
public record History(
    double[] trainLoss,
    double[] validationLoss,
    double[] validationNll,
    double[] validationLogDensity,
    int bestEpoch) {

  /** A model that was not trained here. */
  public static History none() {
    return new History(new double[0], new double[0], new double[0], new double[0], 0);
  }
}

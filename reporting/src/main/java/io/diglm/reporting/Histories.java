package io.diglm.reporting;

import io.diglm.report.History;
import io.diglm.train.EpochRecord;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The history of training in the form of the report. */
final class Histories {
  private Histories() {}

  static History of(List<EpochRecord> epochs) {
    return new History(
        curve(epochs, EpochRecord::trainLoss),
        curve(epochs, EpochRecord::validationLoss),
        curve(epochs, EpochRecord::validationNll),
        curve(epochs, EpochRecord::validationLogDensity),
        best(epochs));
  }

  /** Returns the epoch whose weights were kept: the first one with the least validation loss. */
  private static int best(List<EpochRecord> epochs) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (EpochRecord epoch : epochs) {
      if (epoch.validationLoss() < least) {
        least = epoch.validationLoss();
        best = epoch.epoch();
      }
    }
    return best;
  }

  private static double[] curve(List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> value) {
    return epochs.stream().mapToDouble(value).toArray();
  }
}

package io.diglm.page;

import io.diglm.report.ClassPredictions;
import io.diglm.report.DataSummary;
import io.diglm.report.NumericPredictions;
import io.diglm.report.Predictions;

/** Compares predictions with actual values. */
record PredictionSection(DataSummary data, Predictions predictions) implements Section {
  private static final int CLASSES_IN_HALF = 7;

  @Override
  public String id() {
    return "predictions";
  }

  @Override
  public String title() {
    return "Predicted and actual";
  }

  @Override
  public boolean wide() {
    return predictions instanceof ClassPredictions classes
        && classes.classes().size() > CLASSES_IN_HALF;
  }

  @Override
  public void write(Page page) {
    if (predictions instanceof NumericPredictions numeric) {
      new Scatter(data.targetWithUnit(), numeric).write(page);
    } else if (predictions instanceof ClassPredictions classes) {
      ConfusionMatrix.of(classes).write(page);
    }
  }
}

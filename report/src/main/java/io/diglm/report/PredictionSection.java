package io.diglm.report;

/** What was answered beside what happened. */
record PredictionSection(DataSummary data, Predictions predictions) implements Section {

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
    return false;
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

package io.diglm.spark;

import java.io.Serializable;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The parameters that estimators and the model have in common. */
public final class ScoringSettings implements Serializable {
  private static final long serialVersionUID = 1;

  private static final double INTERVAL = 0.9;

  private final Param<String> featuresCol;
  private final Param<String> predictionCol;
  private final Param<String> probabilityCol;
  private final Param<String> rawPredictionCol;
  private final Param<String> detailedPredictionCol;
  private final Param<String> handleInvalid;
  private final DoubleParam interval;
  private final DoubleParam coverage;

  /** Declares them as parameters of {@code parent}, which must already have its uid. */
  ScoringSettings(Params parent) {
    featuresCol =
        new Param<>(
            parent, "featuresCol", "column of vectors whose elements are features, beside columns");
    predictionCol =
        column(
            parent,
            "predictionCol",
            "the answer: a number's mean, a class's index, or 1 if rejected where there is no"
                + " target");
    probabilityCol =
        column(parent, "probabilityCol", "probability of each class, a vector; of numbers none");
    rawPredictionCol =
        column(
            parent,
            "rawPredictionCol",
            "log p of each class or, where there is no target, (-novelty, novelty); of numbers"
                + " none");
    detailedPredictionCol =
        column(parent, "detailedPredictionCol", "all that the model says of a row, a struct");
    handleInvalid =
        new Param<>(
            parent,
            "handleInvalid",
            "rows that cannot be read: keep (with their error and no answer), skip or error",
            ParamValidators.inArray(HandleInvalid.words()));
    interval =
        new DoubleParam(
            parent,
            "interval",
            "share of p(y|x) between lower and upper",
            ParamValidators.inRange(0, 1, false, false));
    coverage =
        new DoubleParam(
            parent,
            "coverage",
            "instead of interval: share of ordinary rows whose target lies between lower and upper,"
                + " or in labels, calibrated on held-out rows",
            ParamValidators.inRange(0, 1, false, false));
  }

  private static Param<String> column(Params parent, String name, String doc) {
    return new Param<>(parent, name, doc + "; an empty name leaves it out");
  }

  /** Sets the defaults. */
  void defaults(Params parent) {
    parent.setDefault(predictionCol, "prediction");
    parent.setDefault(probabilityCol, "probability");
    parent.setDefault(rawPredictionCol, "rawPrediction");
    parent.setDefault(detailedPredictionCol, "detailedPrediction");
    parent.setDefault(handleInvalid, HandleInvalid.KEEP.word());
    parent.setDefault(interval, INTERVAL);
  }

  Param<String> featuresCol() {
    return featuresCol;
  }

  Param<String> predictionCol() {
    return predictionCol;
  }

  Param<String> probabilityCol() {
    return probabilityCol;
  }

  Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  Param<String> detailedPredictionCol() {
    return detailedPredictionCol;
  }

  Param<String> handleInvalid() {
    return handleInvalid;
  }

  DoubleParam interval() {
    return interval;
  }

  DoubleParam coverage() {
    return coverage;
  }
}

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

  final Param<String> featuresCol;
  final Param<String> predictionCol;
  final Param<String> probabilityCol;
  final Param<String> rawPredictionCol;
  final Param<String> detailedPredictionCol;
  final Param<String> handleInvalid;
  final DoubleParam interval;
  final DoubleParam coverage;

  /** Declares them as parameters of {@code parent}, which must already have its uid. */
  ScoringSettings(Params parent) {
    DeclaredParams declared = new DeclaredParams(parent);
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
            ParamValidators.inArray(DeclaredParams.words(HandleInvalid.values())));
    interval = declared.share("interval", "share of p(y|x) between lower and upper");
    coverage =
        declared.share(
            "coverage",
            "instead of interval: share of ordinary rows whose target lies between lower and upper,"
                + " or in labels, calibrated on held-out rows");
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
    parent.setDefault(handleInvalid, DeclaredParams.word(HandleInvalid.KEEP));
    parent.setDefault(interval, INTERVAL);
  }
}

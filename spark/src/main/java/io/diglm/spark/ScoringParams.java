package io.diglm.spark;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The common parameters of estimators and the model: input columns, outputs and their names. An
 * output column with an empty name is left out.
 *
 * @param <S> the type that setters return
 */
public interface ScoringParams<S extends ScoringParams<S>> extends Params {
  /** Returns the declared parameters. Spark finds them among the methods. */
  ScoringSettings scoring();

  /** A column of vectors whose elements are the features. Default: each feature is a column. */
  default Param<String> featuresCol() {
    return scoring().featuresCol;
  }

  /**
   * The answer: the mean of a number, the index of a class, or, for a model of p(x) alone, 1 if the
   * row is rejected.
   */
  default Param<String> predictionCol() {
    return scoring().predictionCol;
  }

  /** A vector with the probability of each class. A number has none. */
  default Param<String> probabilityCol() {
    return scoring().probabilityCol;
  }

  /** log p of each class or, for a model of p(x) alone, the novelty. ROC curves use this column. */
  default Param<String> rawPredictionCol() {
    return scoring().rawPredictionCol;
  }

  /** A struct of all that the model says about a row. */
  default Param<String> detailedPredictionCol() {
    return scoring().detailedPredictionCol;
  }

  /** How to handle rows that cannot be read: keep, skip or error. */
  default Param<String> handleInvalid() {
    return scoring().handleInvalid;
  }

  /** The share of p(y|x) between lower and upper. */
  default DoubleParam interval() {
    return scoring().interval;
  }

  /**
   * Instead of the interval: the share of ordinary rows whose target lies between lower and upper.
   */
  default DoubleParam coverage() {
    return scoring().coverage;
  }

  /** Sets {@link #featuresCol}. */
  default S setFeaturesCol(String name) {
    return with(featuresCol(), name);
  }

  /** Sets {@link #predictionCol}. */
  default S setPredictionCol(String name) {
    return with(predictionCol(), name);
  }

  /** Sets {@link #probabilityCol}. */
  default S setProbabilityCol(String name) {
    return with(probabilityCol(), name);
  }

  /** Sets {@link #rawPredictionCol}. */
  default S setRawPredictionCol(String name) {
    return with(rawPredictionCol(), name);
  }

  /** Sets {@link #detailedPredictionCol}. */
  default S setDetailedPredictionCol(String name) {
    return with(detailedPredictionCol(), name);
  }

  /** Sets {@link #handleInvalid}. */
  default S setHandleInvalid(String what) {
    return with(handleInvalid(), what);
  }

  /** Sets {@link #interval}. */
  default S setInterval(double share) {
    return with(interval(), share);
  }

  /** Sets {@link #coverage}. */
  default S setCoverage(double share) {
    return with(coverage(), share);
  }

  /** Sets any parameter. */
  @SuppressWarnings("unchecked") // the bound of S says that S is this class
  default <T> S with(Param<T> param, T value) {
    set(param, value);
    return (S) this;
  }
}

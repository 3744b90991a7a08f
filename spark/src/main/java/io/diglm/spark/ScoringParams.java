package io.diglm.spark;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * What estimators and the model have in common: where they read, what they answer and under which
 * names. An output column with an empty name is left out.
 *
 * @param <S> what setters return
 */
public interface ScoringParams<S extends ScoringParams<S>> extends Params {
  /** Returns the declared parameters; Spark looks for them among the methods. */
  ScoringSettings scoring();

  /** A column of vectors whose elements are features; not set, features are columns. */
  default Param<String> featuresCol() {
    return scoring().featuresCol();
  }

  /** The answer: a number's mean, a class's index, or of a model of p(x) alone 1 if rejected. */
  default Param<String> predictionCol() {
    return scoring().predictionCol();
  }

  /** The probability of each class, a vector; of a number there is none. */
  default Param<String> probabilityCol() {
    return scoring().probabilityCol();
  }

  /** log p of each class, or of a model of p(x) alone the novelty: what ROC curves are drawn of. */
  default Param<String> rawPredictionCol() {
    return scoring().rawPredictionCol();
  }

  /** All that the model says of a row, a struct. */
  default Param<String> detailedPredictionCol() {
    return scoring().detailedPredictionCol();
  }

  /** What becomes of rows that cannot be read: keep, skip or error. */
  default Param<String> handleInvalid() {
    return scoring().handleInvalid();
  }

  /** The share of p(y|x) between lower and upper. */
  default DoubleParam interval() {
    return scoring().interval();
  }

  /** Instead: the share of ordinary rows whose target is to lie between lower and upper. */
  default DoubleParam coverage() {
    return scoring().coverage();
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
  @SuppressWarnings("unchecked") // S is this class, as S's own bound says
  default <T> S with(Param<T> param, T value) {
    set(param, value);
    return (S) this;
  }
}

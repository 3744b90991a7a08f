package io.diglm.spark;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The parameters of every fit, with the names of {@code diglm fit}.
 *
 * @param <S> the type that setters return
 */
public interface TrainingParams<S extends TrainingParams<S>> extends ScoringParams<S> {
  /** Returns the declared parameters. Spark finds them among the methods. */
  TrainingSettings training();

  /** Columns to predict from, of any type. Default: all except the label. */
  default StringArrayParam featuresCols() {
    return training().featuresCols;
  }

  /**
   * A column that says how much each row counts, if the driver trains. It is no feature. Only
   * ratios matter. Default: all rows count alike.
   */
  default Param<String> weightCol() {
    return training().weightCol;
  }

  /** Of every random act. */
  default LongParam seed() {
    return training().seed;
  }

  /** Passes over the training rows. Default: depends on their number. */
  default IntParam epochs() {
    return training().epochs;
  }

  /** Rows per step. Default: depends on the number of rows. */
  default IntParam batchSize() {
    return training().batchSize;
  }

  /** Peak rate of AdamW. */
  default DoubleParam learningRate() {
    return training().learningRate;
  }

  /** Decoupled weight decay. */
  default DoubleParam weightDecay() {
    return training().weightDecay;
  }

  /** Epochs without a better validation loss before training stops. */
  default IntParam patience() {
    return training().patience;
  }

  /**
   * Size of the validation set, which decides when training ends and calibrates the model: a share
   * of at most 0.5, or a number.
   */
  default DoubleParam validation() {
    return training().validation;
  }

  /** The weight of p(x) beside p(y|x). */
  default DoubleParam densityWeight() {
    return training().densityWeight;
  }

  /** The model of p(x): cells or flow. */
  default Param<String> density() {
    return training().density;
  }

  /** Whether whole numbers with few, repeated values are levels. */
  default BooleanParam codes() {
    return training().codes;
  }

  /** How to handle rows that lack a feature: indicator or drop. */
  default Param<String> missing() {
    return training().missing;
  }

  /** Reject at most this share of ordinary rows. */
  default DoubleParam falseAlarms() {
    return training().falseAlarms;
  }

  /**
   * Reject a row whose log p(x) is less than that of every training row by more than this, in nats.
   */
  default DoubleParam slack() {
    return training().slack;
  }

  /** Time limit of the fit in seconds; 0 for none. */
  default DoubleParam timeLimit() {
    return training().timeLimit;
  }

  /** Threads of the driver that share a batch. */
  default IntParam threads() {
    return training().threads;
  }

  /** Where the fit trains: driver or cluster. */
  default Param<String> trainOn() {
    return training().trainOn;
  }

  /** Steps of a shard in a round, if a cluster trains. Default: decided by the number of shards. */
  default IntParam localSteps() {
    return training().rounds.localSteps;
  }

  /** Factor on the mean change of the weights in a round, if a cluster trains. */
  default DoubleParam outerRate() {
    return training().rounds.outerRate;
  }

  /** Nesterov momentum of the mean change, if a cluster trains; 0 for none. */
  default DoubleParam outerMomentum() {
    return training().rounds.outerMomentum;
  }

  /** Training rows in the sample of the driver, if a cluster trains. */
  default IntParam sampleRows() {
    return training().rounds.sampleRows;
  }

  /** File that holds the state after each round, if a cluster trains. */
  default Param<String> checkpoint() {
    return training().rounds.checkpoint;
  }

  /** Sets {@link #featuresCols}. */
  default S setFeaturesCols(String... names) {
    return with(featuresCols(), names);
  }

  /** Sets {@link #weightCol}. */
  default S setWeightCol(String name) {
    return with(weightCol(), name);
  }

  /** Sets {@link #seed}. */
  default S setSeed(long value) {
    return with(seed(), value);
  }

  /** Sets {@link #epochs}. */
  default S setEpochs(int value) {
    return with(epochs(), value);
  }

  /** Sets {@link #batchSize}. */
  default S setBatchSize(int value) {
    return with(batchSize(), value);
  }

  /** Sets {@link #learningRate}. */
  default S setLearningRate(double value) {
    return with(learningRate(), value);
  }

  /** Sets {@link #weightDecay}. */
  default S setWeightDecay(double value) {
    return with(weightDecay(), value);
  }

  /** Sets {@link #patience}. */
  default S setPatience(int value) {
    return with(patience(), value);
  }

  /** Sets {@link #validation}. */
  default S setValidation(double value) {
    return with(validation(), value);
  }

  /** Sets {@link #densityWeight}. */
  default S setDensityWeight(double value) {
    return with(densityWeight(), value);
  }

  /** Sets {@link #density}. */
  default S setDensity(String value) {
    return with(density(), value);
  }

  /** Sets {@link #codes}. */
  default S setCodes(boolean value) {
    return with(codes(), value);
  }

  /** Sets {@link #missing}. */
  default S setMissing(String value) {
    return with(missing(), value);
  }

  /** Sets {@link #falseAlarms}. */
  default S setFalseAlarms(double value) {
    return with(falseAlarms(), value);
  }

  /** Sets {@link #slack}. */
  default S setSlack(double value) {
    return with(slack(), value);
  }

  /** Sets {@link #timeLimit}. */
  default S setTimeLimit(double value) {
    return with(timeLimit(), value);
  }

  /** Sets {@link #threads}. */
  default S setThreads(int value) {
    return with(threads(), value);
  }

  /** Sets {@link #trainOn}. */
  default S setTrainOn(String value) {
    return with(trainOn(), value);
  }

  /** Sets {@link #localSteps}. */
  default S setLocalSteps(int value) {
    return with(localSteps(), value);
  }

  /** Sets {@link #outerRate}. */
  default S setOuterRate(double value) {
    return with(outerRate(), value);
  }

  /** Sets {@link #outerMomentum}. */
  default S setOuterMomentum(double value) {
    return with(outerMomentum(), value);
  }

  /** Sets {@link #sampleRows}. */
  default S setSampleRows(int value) {
    return with(sampleRows(), value);
  }

  /** Sets {@link #checkpoint}. */
  default S setCheckpoint(String value) {
    return with(checkpoint(), value);
  }
}

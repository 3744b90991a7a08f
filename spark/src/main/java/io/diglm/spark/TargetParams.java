package io.diglm.spark;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/**
 * The parameters of a fit with a target.
 *
 * @param <S> the type that setters return
 */
public interface TargetParams<S extends TargetParams<S>> extends TrainingParams<S> {
  /** The column to predict. It may be missing in some rows. */
  Param<String> labelCol();

  /** Sets {@link #labelCol}. */
  default S setLabelCol(String name) {
    return with(labelCol(), name);
  }

  /** The family of p(y|z). Default: chosen by the validation rows. */
  default Param<String> family() {
    return training().family;
  }

  /** Of a mixture. */
  default IntParam components() {
    return training().components;
  }

  /**
   * The posterior over the coefficients: none, auto, conjugate, bound, laplace or elbo. On the
   * cluster it is that of all training rows, whose sums the executors add up.
   */
  default Param<String> bayes() {
    return training().bayes;
  }

  /** The use of rows without a label: use, density or drop. */
  default Param<String> unlabelled() {
    return training().unlabelled;
  }

  /** Sets {@link #family}. */
  default S setFamily(String value) {
    return with(family(), value);
  }

  /** Sets {@link #components}. */
  default S setComponents(int value) {
    return with(components(), value);
  }

  /** Sets {@link #bayes}. */
  default S setBayes(String value) {
    return with(bayes(), value);
  }

  /** Sets {@link #unlabelled}. */
  default S setUnlabelled(String value) {
    return with(unlabelled(), value);
  }
}

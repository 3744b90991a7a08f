package io.diglm.glm;

import io.diglm.model.HeadConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The log-likelihood of targets and classes, and its gradient by z, W and b, in plain Java: eta = W
 * z + b, so that with g the gradient by eta those are W^T g, g z^T and g. Rows go one by one:
 * {@link #predict}, what the loss has of the row, {@link #walkBack}. Not safe to use from two
 * threads at once.
 */
public final class HeadGradient {
  private final HeadConfig config;
  private final HeadPlaces places;
  private final float[] parameters;
  private final TargetTerm term;
  private final Row row;
  private final ClassTerms classTerms;
  private final double[] byWeight;
  private final double[] byBias;
  private double factor = 1;

  HeadGradient(HeadConfig config, HeadPlaces places, float[] parameters, TargetTerm term) {
    this.config = config;
    this.places = places;
    this.parameters = parameters;
    this.term = term;
    row = new Row(places.predictors(), places.dimension());
    classTerms = new ClassTerms(config, row);
    byWeight = new double[places.linear() * places.dimension()];
    byBias = new double[places.predictors()];
  }

  /**
   * Prepares for a pass.
   *
   * @param rows how many have a target or a class at most
   * @param factor what the gradients of {@link #target} are multiplied by
   * @param random for a term that samples
   */
  public void begin(int rows, double factor, SplittableRandom random) {
    this.factor = factor;
    term.begin(rows, random);
  }

  /** {@return what the classes of the row that was taken last add beside its target} */
  public ClassTerms classTerms() {
    return classTerms;
  }

  /**
   * Takes the next row, as {@link #predict(float[], int, int, double)} does, without an offset.
   *
   * @param latent z of several rows
   * @param at where that of this row starts
   * @param index of the row in its pass
   * @return the linear predictors (P), which hold until the next row
   */
  public double[] predict(float[] latent, int at, int index) {
    return predict(latent, at, index, 0);
  }

  /**
   * Takes the next row.
   *
   * @param latent z of several rows
   * @param at where that of this row starts
   * @param index of the row in its pass
   * @param offset a known part of the location, see {@link HeadConfig#addOffset}
   * @return the linear predictors (P), which hold until the next row
   */
  public double[] predict(float[] latent, int at, int index, double offset) {
    row.take(latent, at, index);
    int dimension = places.dimension();
    for (int p = 0; p < row.eta.length; p++) {
      double sum = parameters[places.biasAt() + p];
      int own = places.weightAt() + p * dimension;
      for (int d = 0; d < dimension && p < places.linear(); d++) {
        sum += (double) parameters[own + d] * latent[at + d];
      }
      row.eta[p] = sum;
    }
    if (offset != 0) {
      config.addOffset(row.eta, 0, offset);
    }
    return row.eta;
  }

  /**
   * {@return what the target adds to the objective in nats; its gradient goes to {@link #walkBack}}
   *
   * @param y in the user's units, a class by its index
   * @param weight how much the row counts
   */
  public double target(double y, double weight) {
    row.aim(config.standardised(y), weight);
    return aimed(weight);
  }

  /**
   * Does what {@link #target(double, double)} does, for a target that lies between two ends.
   *
   * @param low in the user's units
   * @param high the same, or infinite
   * @param weight how much the row counts
   * @return what the target adds to the objective, in nats
   */
  public double between(double low, double high, double weight) {
    row.aim(config.standardised(low), config.standardised(high), weight);
    return aimed(weight);
  }

  /**
   * Does what {@link #target(double, double)} does, for a row that counts once.
   *
   * @param y in the user's units, a class by its index
   * @return what the target adds to the objective, in nats
   */
  public double target(double y) {
    return target(y, 1);
  }

  private double aimed(double weight) {
    double value = term.training(row);
    row.scale(factor * weight);
    return weight * value;
  }

  /**
   * Does what {@link #target(double, double)} does if the coefficients are a single estimate, with
   * another factor.
   *
   * @param y in the user's units, a class by its index
   * @param weight factor of the gradient
   * @return log p(y|z) in nats
   */
  public double likelihood(double y, double weight) {
    double value = config.logLikelihood(row.eta, 0, config.standardised(y), row.byEta);
    row.scale(weight);
    return value;
  }

  /**
   * Adds the row's gradient by z, and keeps those by W and b.
   *
   * @param byLatent (.., D)
   * @param at where that of the row starts
   */
  public void walkBack(float[] byLatent, int at) {
    keep();
    walkThrough(byLatent, at);
  }

  /**
   * Adds the row's gradient by z, as {@link #walkBack} does, but keeps nothing.
   *
   * @param byLatent gradients by z of several rows, added to
   * @param at where that of the row starts
   */
  public void walkThrough(float[] byLatent, int at) {
    back();
    for (int d = 0; d < row.byLatent.length; d++) {
      byLatent[at + d] += (float) row.byLatent[d];
    }
  }

  /** Turns the row's gradient by eta into those by W and b. */
  void keep() {
    int dimension = places.dimension();
    for (int p = 0; p < row.eta.length; p++) {
      double slope = row.byEta[p];
      byBias[p] += slope;
      int own = p * dimension;
      for (int d = 0; d < dimension && p < places.linear(); d++) {
        byWeight[own + d] += slope * row.latent(d);
      }
    }
  }

  /** Turns it into that by z. */
  void back() {
    int dimension = places.dimension();
    for (int p = 0; p < places.linear(); p++) {
      double slope = row.byEta[p];
      int own = places.weightAt() + p * dimension;
      for (int d = 0; d < dimension; d++) {
        row.byLatent[d] += slope * parameters[own + d];
      }
    }
  }

  /**
   * Adds the gradients by all parameters since the last time, and starts anew.
   *
   * @param gradients by all parameters, added to
   */
  public void gather(float[] gradients) {
    for (int i = 0; i < byWeight.length; i++) {
      gradients[places.weightAt() + i] += (float) byWeight[i];
    }
    for (int p = 0; p < byBias.length; p++) {
      gradients[places.biasAt() + p] += (float) byBias[p];
    }
    term.gather(factor, gradients);
    Arrays.fill(byWeight, 0);
    Arrays.fill(byBias, 0);
  }

  /**
   * {@return log p(y|z) of a row in nats as a prediction has it, coefficients integrated out}
   *
   * @param latent z of several rows
   * @param etas their linear predictors
   * @param index which row
   * @param y in the user's units, a class by its index
   */
  public double validation(float[] latent, double[] etas, int index, double y) {
    takeAgain(latent, etas, index);
    row.aim(config.standardised(y));
    return term.validation(row);
  }

  /**
   * Does what {@link #validation(float[], double[], int, double)} does, for a target that lies
   * between two ends.
   *
   * @param latent z of several rows
   * @param etas their linear predictors
   * @param index which row
   * @param low in the user's units
   * @param high in the user's units, or infinity
   * @return log P(low &lt; y &lt;= high|z) in nats
   */
  public double validation(float[] latent, double[] etas, int index, double low, double high) {
    takeAgain(latent, etas, index);
    row.aim(config.standardised(low), config.standardised(high), 1);
    return term.validation(row);
  }

  private void takeAgain(float[] latent, double[] etas, int index) {
    row.take(latent, index * places.dimension(), index);
    System.arraycopy(etas, index * row.eta.length, row.eta, 0, row.eta.length);
  }

  /** Returns the row, for tests. */
  Row row() {
    return row;
  }

  TargetTerm term() {
    return term;
  }

  double[] byWeight() {
    return byWeight;
  }

  double[] byBias() {
    return byBias;
  }
}

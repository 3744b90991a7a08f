package io.diglm.gradient;

import io.diglm.model.FlowConfig;
import io.diglm.network.RowGradient;
import java.util.Arrays;

/**
 * A flow of rows. Rows go there and back a tile at a time, so that what they leave on the way stays
 * in a cache and memory does not grow with the batch; but all at once where a batch has statistics
 * of its own.
 */
public final class RowFlowGradient implements FlowGradient {
  private final FlowConfig config;
  private final int dimension;
  private final Parameters parameters;
  private final RowGradient gradient;
  private final float[] forgotten;

  /**
   * Makes the gradient of a flow whose tensors are among the parameters.
   *
   * @param config which flow
   * @param dimension D
   * @param parameters of the model
   */
  public RowFlowGradient(FlowConfig config, int dimension, Parameters parameters) {
    this.config = config;
    this.dimension = dimension;
    this.parameters = parameters;
    gradient = RowGradient.of(config, dimension, parameters::place, parameters::buffer);
    forgotten = new float[parameters.values().length];
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public void load() {
    gradient.load(parameters.values());
  }

  @Override
  public void initialise(float[] x) {
    gradient.initialise(x, parameters.values());
  }

  @Override
  public float[] map(float[] x) {
    int rows = x.length / dimension;
    float[] latent = new float[x.length];
    int chunk = gradient.atOnce(rows);
    for (int from = 0; from < rows; from += chunk) {
      int to = Math.min(rows, from + chunk);
      float[] part = new float[(to - from) * dimension];
      gradient.forward(slice(x, from, to), part, new double[to - from]);
      System.arraycopy(part, 0, latent, from * dimension, part.length);
    }
    return latent;
  }

  @Override
  public void pass(float[] x, Turn turn) {
    walk(x, turn, new float[0]);
  }

  @Override
  public float[] byRows(float[] x, Turn turn) {
    float[] byRows = new float[x.length];
    walk(x, turn, byRows);
    gradient.gather(forgotten);
    return byRows;
  }

  /** Walks there and back; writes the gradient by the rows where there is room for it. */
  private void walk(float[] x, Turn turn, float[] byRows) {
    int rows = x.length / dimension;
    int chunk = gradient.atOnce(rows);
    for (int from = 0; from < rows; from += chunk) {
      int to = Math.min(rows, from + chunk);
      float[] latent = new float[(to - from) * dimension];
      float[] byLatent = new float[latent.length];
      double[] logDensity = new double[to - from];
      double[] byLogDensity = new double[to - from];
      gradient.forward(slice(x, from, to), latent, logDensity);
      addPrior(latent, logDensity);
      turn.at(from, latent, logDensity, byLatent, byLogDensity);
      double variance = config.latentVariance();
      for (int i = 0; i < latent.length; i++) {
        byLatent[i] -= (float) (byLogDensity[i / dimension] / variance * latent[i]);
      }
      gradient.backward(byLatent, byLogDensity);
      if (byRows.length > 0) {
        gradient.inputGradient(byLatent);
        System.arraycopy(byLatent, 0, byRows, from * dimension, byLatent.length);
      }
    }
  }

  private float[] slice(float[] x, int from, int to) {
    return Arrays.copyOfRange(x, from * dimension, to * dimension);
  }

  /** Adds log N(z; 0, v). */
  private void addPrior(float[] latent, double[] logDensity) {
    double variance = config.latentVariance();
    double constant = -0.5 * dimension * Math.log(2 * Math.PI * variance);
    for (int r = 0; r < logDensity.length; r++) {
      double squares = 0;
      for (int i = r * dimension; i < (r + 1) * dimension; i++) {
        squares += (double) latent[i] * latent[i];
      }
      logDensity[r] += constant - 0.5 / variance * squares;
    }
  }

  @Override
  public void gather(float[] gradients) {
    gradient.gather(gradients);
  }

  @Override
  public void close() {
    // Nothing outside the heap.
  }
}

package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.network.RowGradient;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * Training passes of a flow of rows in plain Java, about half as fast again as autograd's. What
 * comes after may be autograd's, which then sees z and log p(x) as given. One thread at a time.
 */
public final class RowPass {
  private final int dimension;
  private final double variance;
  private final double constant;
  private final RowGradient gradient;
  private final float[] parameters;
  private final Map<String, float[]> buffers;
  private final ParameterStore store;

  private RowPass(
      Flow flow, RowGradient gradient, Map<String, float[]> buffers, ParameterStore store) {
    dimension = flow.dimension();
    variance = flow.baseVariance();
    constant = -0.5 * dimension * Math.log(2 * Math.PI * variance);
    this.gradient = gradient;
    this.buffers = buffers;
    this.store = store;
    parameters = store.flat().numbers();
  }

  /** Returns the passes of a flow over the tensors of a flattened store. */
  public static RowPass of(FlowConfig config, Flow flow, ParameterStore store) {
    Map<String, float[]> buffers = new HashMap<>();
    Function<String, float[]> kept =
        name -> buffers.computeIfAbsent(name, n -> new float[(int) buffer(store, n).numel()]);
    RowGradient gradient = RowGradient.of(config, flow.dimension(), store::place, kept);
    return new RowPass(flow, gradient, buffers, store);
  }

  private static Tensor buffer(ParameterStore store, String name) {
    return Objects.requireNonNull(store.buffers().get(name), name);
  }

  /** Returns how many of some rows are to go there and back before the next. */
  public int atOnce(int rows) {
    return gradient.atOnce(rows);
  }

  /** Returns D. */
  public int dimension() {
    return dimension;
  }

  /** Returns the vector of all parameters (P). */
  public float[] parameters() {
    return parameters;
  }

  /** Takes the parameters as they are now, for the rows that follow. */
  public void load() {
    buffers.forEach((name, numbers) -> Tensors.copy(buffer(store, name), numbers));
    gradient.load(parameters);
  }

  /**
   * Maps rows.
   *
   * @param x (N, D) row-major
   * @param latent z (N, D), written
   * @param logDensity log p(x) in nats (N), written
   */
  public void forward(float[] x, float[] latent, double[] logDensity) {
    gradient.forward(x, latent, logDensity);
    keepMoments();
    for (int r = 0; r < logDensity.length; r++) {
      double squares = 0;
      for (int i = r * dimension; i < (r + 1) * dimension; i++) {
        squares += (double) latent[i] * latent[i];
      }
      logDensity[r] += constant - 0.5 / variance * squares;
    }
  }

  /** Batch norm alone moves what is kept: one thread then has all rows. */
  private void keepMoments() {
    if (gradient.atOnce(Integer.MAX_VALUE) == Integer.MAX_VALUE) {
      buffers.forEach((name, numbers) -> Tensors.fill(buffer(store, name), numbers));
    }
  }

  /**
   * Walks the rows of the last {@link #forward} back: log p_z of z has the gradient -z / v, the
   * log-det that of log p(x) itself.
   *
   * @param latent z (N, D)
   * @param byLatent gradient of the loss by z but for what log p(x) has (N, D), overwritten
   * @param byLogDensity gradient of the loss by log p(x) (N)
   */
  public void backward(float[] latent, float[] byLatent, double[] byLogDensity) {
    for (int i = 0; i < latent.length; i++) {
      byLatent[i] -= (float) (byLogDensity[i / dimension] / variance * latent[i]);
    }
    gradient.backward(byLatent, byLogDensity);
  }

  /** Adds the gradient by all parameters of the rows walked back since the last time (P). */
  public void gather(float[] gradients) {
    gradient.gather(gradients);
  }

  /**
   * A pass for autograd to go on from.
   *
   * @param gradients where {@link Walk#backward} adds the gradient by all parameters (P)
   */
  public Walk walk(Tensor x, float[] gradients) {
    float[] rows = new float[(int) x.numel()];
    Tensors.copy(x, rows);
    float[] latent = new float[rows.length];
    double[] logDensity = new double[rows.length / dimension];
    load();
    forward(rows, latent, logDensity);
    return new Walk(latent, logDensity, gradients);
  }

  /** Rows that were mapped and are to be walked back. */
  public final class Walk implements Pass {
    private final float[] z;
    private final float[] gradients;
    private final Tensor latent;
    private final Tensor logDensity;

    private Walk(float[] z, double[] logDensity, float[] gradients) {
      this.z = z;
      this.gradients = gradients;
      latent = Tensors.of(z, logDensity.length, dimension).requires_grad_(true);
      this.logDensity = Tensors.of(logDensity, logDensity.length).requires_grad_(true);
    }

    @Override
    public Density density() {
      return new Density(latent, logDensity);
    }

    @Override
    public void backward() {
      float[] byLatent = new float[z.length];
      Tensors.copy(Pass.gradient(latent), byLatent);
      RowPass.this.backward(z, byLatent, Tensors.doubles(Pass.gradient(logDensity)));
      gather(gradients);
    }
  }
}

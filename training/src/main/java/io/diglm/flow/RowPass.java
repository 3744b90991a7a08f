package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.network.RowGradient;
import io.diglm.torch.FlatParameters;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Training passes of a flow of rows in plain Java, about half as fast again as autograd's: autograd
 * sees z and log p(x) as given, and what it finds for these is walked back by hand. One thread at a
 * time.
 */
public final class RowPass {
  private final int dimension;
  private final double variance;
  private final double constant;
  private final RowGradient gradient;
  private final FlatParameters flat;
  private final float[] parameters;
  private final float[] gradients;

  private RowPass(Flow flow, RowGradient gradient, FlatParameters flat) {
    dimension = flow.dimension();
    variance = flow.baseVariance();
    constant = -0.5 * dimension * Math.log(2 * Math.PI * variance);
    this.gradient = gradient;
    this.flat = flat;
    parameters = new float[(int) flat.values().numel()];
    gradients = new float[parameters.length];
  }

  /**
   * Returns the passes of a flow over the tensors of a flattened store, if it is one whose gradient
   * is known in plain Java.
   */
  public static Optional<RowPass> of(FlowConfig config, Flow flow, ParameterStore store) {
    return RowGradient.of(config, flow.dimension(), store::place)
        .map(gradient -> new RowPass(flow, gradient, store.flat()));
  }

  /** A pass to differentiate. */
  public Walk walk(Tensor x) {
    int rows = (int) x.size(0);
    float[] numbers = new float[(int) x.numel()];
    Tensors.copy(x, numbers);
    Tensors.copy(flat.values(), parameters);
    float[] latent = new float[numbers.length];
    double[] logDensity = new double[rows];
    gradient.forward(parameters, numbers, latent, logDensity);
    for (int r = 0; r < rows; r++) {
      double squares = 0;
      for (int i = r * dimension; i < (r + 1) * dimension; i++) {
        squares += (double) latent[i] * latent[i];
      }
      logDensity[r] += constant - 0.5 / variance * squares;
    }
    return new Walk(latent, logDensity);
  }

  /** Rows that were mapped and are to be walked back. */
  public final class Walk implements Pass {
    private final float[] z;
    private final Tensor latent;
    private final Tensor logDensity;

    private Walk(float[] z, double[] logDensity) {
      this.z = z;
      latent = Tensors.of(z, logDensity.length, dimension).requires_grad_(true);
      this.logDensity = Tensors.of(logDensity, logDensity.length).requires_grad_(true);
    }

    @Override
    public Density density() {
      return new Density(latent, logDensity);
    }

    /** log p_z of z has the gradient -z / v; the log-det that of log p(x) itself. */
    @Override
    public void backward() {
      float[] byLatent = new float[z.length];
      double[] byLogDensity = new double[z.length / dimension];
      Tensors.copy(Pass.gradient(latent), byLatent);
      Tensors.copy(Pass.gradient(logDensity), byLogDensity);
      for (int i = 0; i < z.length; i++) {
        byLatent[i] -= (float) (byLogDensity[i / dimension] / variance * z[i]);
      }
      Tensors.copy(flat.gradients(), gradients);
      gradient.backward(byLatent, byLogDensity, gradients);
      flat.gradients().data_ptr_float().put(gradients, 0, gradients.length);
    }
  }
}

package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.network.RowGradient;
import io.diglm.torch.FlatParameters;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Training passes of a flow of rows in plain Java, about half as fast again as autograd's: autograd
 * sees z and the log-det as given, and what it finds for these is walked back by hand. One thread
 * at a time.
 */
public final class RowPass {
  private final Flow flow;
  private final RowGradient gradient;
  private final FlatParameters flat;
  private final float[] parameters;
  private final float[] gradients;

  private RowPass(Flow flow, RowGradient gradient, FlatParameters flat) {
    this.flow = flow;
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
    double[] logDet = new double[rows];
    gradient.forward(parameters, numbers, latent, logDet);
    return new Walk(
        Tensors.of(latent, rows, flow.dimension()).requires_grad_(true),
        Tensors.of(logDet, rows).requires_grad_(true));
  }

  /** Rows that were mapped and are to be walked back. */
  public final class Walk implements Pass {
    private final Tensor latent;
    private final Tensor logDet;

    private Walk(Tensor latent, Tensor logDet) {
      this.latent = latent;
      this.logDet = logDet;
    }

    @Override
    public Density density() {
      return flow.density(new Mapped(latent, logDet));
    }

    @Override
    public void backward() {
      float[] byLatent = new float[(int) latent.numel()];
      double[] byLogDet = new double[(int) logDet.numel()];
      Tensors.copy(Pass.gradient(latent), byLatent);
      Tensors.copy(Pass.gradient(logDet), byLogDet);
      Arrays.fill(gradients, 0);
      gradient.backward(byLatent, byLogDet, gradients);
      flat.gradients().add_(Tensors.of(gradients, gradients.length));
    }
  }
}

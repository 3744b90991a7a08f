package io.diglm.image;

import io.diglm.flow.Density;
import io.diglm.flow.Event;
import io.diglm.flow.Flow;
import io.diglm.flow.Flows;
import io.diglm.flow.Mode;
import io.diglm.flow.Pass;
import io.diglm.flow.ReversiblePass;
import io.diglm.gradient.FlowGradient;
import io.diglm.gradient.Parameters;
import io.diglm.model.FlowConfig;
import io.diglm.torch.FlatParameters;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A flow with gradients by autograd. Its tensors are a copy of the parameters, which {@link #load}
 * makes. Only initialisation from data and running statistics write to them, and these are copied
 * back at once.
 */
final class TensorGradient implements FlowGradient {
  private final Flow flow;
  private final boolean reversible;
  private final Parameters parameters;
  private final ParameterStore store;
  private final FlatParameters flat;

  /**
   * The index of the first parameter of the flow in the vector of all parameters. The tensors of
   * the flow are contiguous there.
   */
  private final int place;

  private final float[] found;

  private TensorGradient(
      Flow flow, boolean reversible, Parameters parameters, ParameterStore store) {
    this.flow = flow;
    this.reversible = reversible;
    this.parameters = parameters;
    this.store = store;
    flat = store.flat();
    found = new float[(int) flat.values().numel()];
    place = store.parameters().keySet().stream().findFirst().map(parameters::place).orElse(0);
  }

  static TensorGradient of(
      FlowConfig config, Event event, boolean reversible, Parameters parameters) {
    ParameterStore store = new ParameterStore(0, ScalarType.Float);
    return NativeScope.compute(
        () -> {
          Flow flow = Flows.build(config, event, store);
          store.flatten();
          return new TensorGradient(flow, reversible, parameters, store);
        });
  }

  @Override
  public int dimension() {
    return flow.dimension();
  }

  @Override
  public void load() {
    NativeScope.infer(
        () -> {
          Tensors.fill(flat.values(), parameters.values(), place);
          store.buffers().forEach((name, b) -> Tensors.fill(b, parameters.buffer(name)));
          return true;
        });
  }

  /** Copies back the buffers that a pass has changed. */
  private void saveBuffers() {
    store.buffers().forEach((name, buffer) -> Tensors.copy(buffer, parameters.buffer(name)));
  }

  @Override
  public void initialise(float[] x) {
    load();
    NativeScope.infer(
        () -> {
          flow.initialise(rows(x));
          Tensors.copy(flat.values(), parameters.values(), place);
          saveBuffers();
          return true;
        });
  }

  @Override
  public float[] map(float[] x) {
    float[] latent = new float[x.length];
    NativeScope.infer(
        () -> {
          Tensors.copy(flow.density(rows(x), Mode.TRAINING).latent(), latent);
          saveBuffers();
          return true;
        });
    return latent;
  }

  @Override
  public void pass(float[] x, Turn turn) {
    NativeScope.run(() -> walk(rows(x), turn));
  }

  @Override
  public float[] byRows(float[] x, Turn turn) {
    float[] byRows = new float[x.length];
    NativeScope.run(
        () -> {
          Tensor rows = rows(x).requires_grad_(true);
          back(flow.density(rows, Mode.TRAINING), turn);
          Tensors.copy(Pass.gradient(rows), byRows);
          flat.gradients().zero_();
        });
    return byRows;
  }

  private Tensor rows(float[] x) {
    return Tensors.of(x, x.length / flow.dimension(), flow.dimension());
  }

  private void walk(Tensor x, Turn turn) {
    Optional<Pass> pass = reversible ? Optional.of(ReversiblePass.of(flow, x)) : Optional.empty();
    back(pass.map(Pass::density).orElseGet(() -> flow.density(x, Mode.TRAINING)), turn);
    pass.ifPresent(Pass::backward);
    saveBuffers();
  }

  private void back(Density density, Turn turn) {
    int rows = (int) density.latent().size(0);
    float[] latent = new float[rows * flow.dimension()];
    Tensors.copy(density.latent(), latent);
    float[] byLatent = new float[latent.length];
    double[] byLogDensity = new double[rows];
    turn.at(0, latent, Tensors.doubles(density.logDensity()), byLatent, byLogDensity);
    Tensor byZ = Tensors.of(byLatent, rows, flow.dimension());
    Tensor loss = density.latent().mul(byZ).sum();
    loss = loss.add(density.logDensity().mul(Tensors.of(byLogDensity, rows)).sum());
    if (loss.requires_grad()) {
      loss.backward();
    }
  }

  @Override
  public void gather(float[] gradients) {
    NativeScope.infer(
        () -> {
          Tensors.copy(flat.gradients(), found);
          flat.gradients().zero_();
          return true;
        });
    for (int i = 0; i < found.length; i++) {
      gradients[place + i] += found[i];
    }
  }

  @Override
  public void close() {
    store.close();
  }
}

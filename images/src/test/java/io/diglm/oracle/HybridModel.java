package io.diglm.oracle;

import io.diglm.flow.Density;
import io.diglm.flow.Event;
import io.diglm.flow.Flow;
import io.diglm.flow.Flows;
import io.diglm.flow.Mode;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.torch.ParameterStore;
import org.bytedeco.pytorch.Tensor;

/**
 * The paper's model: a flow z = f(x) carrying a GLM on z (Nalisnick et al. 2019, section 3).
 *
 * <p>log p(y, x) = log p(y | f(x)) + log p_z(f(x)) + log|det df/dx| (equation 6), from one pass.
 */
public final class HybridModel {
  private final Flow flow;
  private final GlmHead head;

  private HybridModel(Flow flow, GlmHead head) {
    this.flow = flow;
    this.head = head;
  }

  /**
   * Builds the model over the tensors of a store; those it lacks are initialised from its seed.
   *
   * @param dimension D, the width of a row
   */
  public static HybridModel build(
      FlowConfig flow, HeadConfig head, int dimension, ParameterStore store) {
    return build(flow, head, Event.row(dimension), store);
  }

  /** As {@link #build(FlowConfig, HeadConfig, int, ParameterStore)}, for rows or images. */
  public static HybridModel build(
      FlowConfig flow, HeadConfig head, Event event, ParameterStore store) {
    return new HybridModel(
        Flows.build(flow, event, store), GlmHead.build(head, event.dimension(), store, "head"));
  }

  /** x (N, D) -> z, eta and log p(x). */
  public HybridOutput forward(Tensor x, Mode mode) {
    return output(flow.density(x, mode));
  }

  /** z and log p(x) (N), however they came about -> z, eta and log p(x). */
  public HybridOutput output(Density density) {
    return new HybridOutput(density.latent(), head.eta(density.latent()), density.logDensity());
  }

  /** Sets what depends on data, such as activation normalisation, from a first batch. */
  public void initialise(Tensor x) {
    flow.initialise(x);
  }

  /** z (N, D) -> x = f^-1(z) (N, D). */
  public Tensor decode(Tensor latent) {
    return flow.inverse(latent);
  }

  /** Returns the flow f. */
  public Flow flow() {
    return flow;
  }

  /** Returns the GLM on z. */
  public GlmHead head() {
    return head;
  }
}

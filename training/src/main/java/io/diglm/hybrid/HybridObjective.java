package io.diglm.hybrid;

import io.diglm.glm.TargetTerm;
import io.diglm.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss -J_lambda (Nalisnick et al. 2019, equation 7).
 *
 * <p>J_lambda = sum_n log p(y_n | x_n) + lambda log p(x_n). A row without a target has only its
 * second term (equation 8).
 *
 * @param lambda weight of the generative term
 */
public record HybridObjective(double lambda) {

  /**
   * Both sums over the rows of a batch, and their weighted loss.
   *
   * @param loss -(target + lambda density), a scalar to differentiate
   * @param target sum of log p(y|x) in nats, a scalar
   * @param density sum of log p(x) in nats, a scalar
   */
  public record Terms(Tensor loss, Tensor target, Tensor density) {}

  /**
   * Evaluates the objective as training maximises it.
   *
   * @param output the model's output for N rows
   * @param y targets (N); NaN where missing
   * @param random for a term that samples
   */
  public Terms training(TargetTerm term, HybridOutput output, Tensor y, SplittableRandom random) {
    return of(term.training(output.latent(), output.eta(), y, random), output);
  }

  /** Evaluates the objective as a prediction has it. */
  public Terms validation(TargetTerm term, HybridOutput output, Tensor y) {
    return of(term.validation(output.latent(), output.eta(), y), output);
  }

  private Terms of(Tensor targets, HybridOutput output) {
    Tensor target = targets.sum();
    Tensor density = output.logDensity().sum();
    Tensor loss = lambda == 0 ? target.neg() : target.add(Tensors.times(density, lambda)).neg();
    return new Terms(loss, target, density);
  }
}

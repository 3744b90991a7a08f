package io.diglm.flow;

import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * A density by change of variables: log p(x) = log p_z(f(x)) + log|det df/dx| (Nalisnick et al.
 * 2019, equation 1), with p_z = N(0, v I), v = 1 by default.
 */
public final class Flow {
  private final Bijection bijection;
  private final double baseVariance;

  /** Puts the standard normal under a bijection to z. */
  public Flow(Bijection bijection) {
    this(bijection, 1);
  }

  private Flow(Bijection bijection, double baseVariance) {
    this.bijection = bijection;
    this.baseVariance = baseVariance;
  }

  /**
   * Returns the same map over N(0, v I); v = 1/lambda makes lambda weigh only the Jacobian term of
   * equation 7.
   *
   * @throws IllegalArgumentException if v is not positive and finite
   */
  public Flow withBaseVariance(double variance) {
    if (!(variance > 0) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          "base variance must be positive and finite, got " + variance);
    }
    return new Flow(bijection, variance);
  }

  /** Returns the variance v of the base density. */
  public double baseVariance() {
    return baseVariance;
  }

  /** Returns f. */
  public Bijection bijection() {
    return bijection;
  }

  /** x (N, D) -> z (N, D) and log p(x) (N). */
  public Density density(Tensor x, Mode mode) {
    Mapped mapped = bijection.forward(x, mode);
    Tensor z = mapped.value();
    Tensor distance = Tensors.times(z.square().sum(1), -0.5 / baseVariance);
    double constant = -0.5 * z.size(1) * Math.log(2 * Math.PI * baseVariance);
    return new Density(z, Tensors.plus(distance.add(mapped.logDet()), constant));
  }

  /** z (N, D) -> x = f^-1(z) (N, D). */
  public Tensor decode(Tensor z) {
    return bijection.inverse(z).value();
  }

  /** Sets, once in the life of a model, what depends on data from a first batch x (N, D). */
  public void initialise(Tensor x) {
    bijection.initialise(x);
  }
}

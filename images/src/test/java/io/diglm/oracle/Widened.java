package io.diglm.oracle;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A family worked out in float64 whatever the type of eta: the log-gammas of large arguments cancel
 * to less than float32 can tell apart.
 */
record Widened(Family family) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    return family
        .logLikelihood(eta.to(ScalarType.Double), y.to(ScalarType.Double))
        .to(eta.scalar_type());
  }
}

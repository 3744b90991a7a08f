package io.diglm.oracle;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A family of ln y: log p(y) = log p(ln y) - ln y. It takes the standardised logarithm, (ln y -
 * shift) / scale.
 */
record Logged(Family family, double shift, double scale) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logarithm = y.mul(new Scalar(scale)).add(new Scalar(shift));
    return family.logLikelihood(eta, y).sub(logarithm);
  }
}

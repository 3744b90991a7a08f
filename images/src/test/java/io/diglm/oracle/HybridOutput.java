package io.diglm.oracle;

import org.bytedeco.pytorch.Tensor;

/**
 * One pass, both answers.
 *
 * @param latent z = f(x) (N, D)
 * @param eta the linear predictors of p(y|z) (N, P)
 * @param logDensity log p(x) in nats (N)
 */
public record HybridOutput(Tensor latent, Tensor eta, Tensor logDensity) {}

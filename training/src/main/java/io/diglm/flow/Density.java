package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * One pass through a flow, both answers.
 *
 * @param latent z = f(x) (N, D)
 * @param logDensity log p(x) in nats (N)
 */
public record Density(Tensor latent, Tensor logDensity) {}

package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * Rows in latent space and their density.
 *
 * @param latent z = f(x) (N, D)
 * @param logDensity log p(x) in nats (N), float64
 */
public record Density(Tensor latent, Tensor logDensity) {}

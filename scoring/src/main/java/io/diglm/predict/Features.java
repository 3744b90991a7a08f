package io.diglm.predict;

/**
 * What one network computes for N rows, with D dimensions and P linear predictors; row-major.
 *
 * @param latent z (N, D)
 * @param eta (N, P)
 */
public record Features(float[] latent, double[] eta) {}

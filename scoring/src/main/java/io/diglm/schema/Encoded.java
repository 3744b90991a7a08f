package io.diglm.schema;

/**
 * Encoded rows.
 *
 * @param v (N, D) row-major
 * @param logDet log|dv/drow| in nats (N)
 */
public record Encoded(float[] v, double[] logDet) {}

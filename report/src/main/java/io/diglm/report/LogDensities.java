package io.diglm.report;

/**
 * log p(x) of the rows, in nats, and the threshold tau below which a row is rejected.
 *
 * <p>Nalisnick et al. (2019), equation (9) and figure 3. Arrays may be empty. Non-finite values are
 * counted but not drawn.
 *
 * @param train of training rows
 * @param validation of validation rows
 * @param test of test rows
 * @param threshold tau; NaN if nothing is rejected
 */
public record LogDensities(double[] train, double[] validation, double[] test, double threshold) {}

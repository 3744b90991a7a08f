package io.diglm.model;

import io.diglm.selective.DensityReference;
import io.diglm.selective.RejectionRule;

/**
 * What log p(x) of a new row is held against, in nats and in the units of the user's own columns.
 *
 * @param rejection when a row is refused
 * @param validation the log-densities of the validation rows, for p-values
 */
public record Thresholds(RejectionRule rejection, DensityReference validation) {}

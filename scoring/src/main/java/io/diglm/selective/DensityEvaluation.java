package io.diglm.selective;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How probable rows are, whatever their targets; {@code evaluate --json} prints it of a model of
 * p(x) alone.
 *
 * @param rows all rows
 * @param rejected those of them that the rejection rule refuses
 * @param logDensity of the rows
 */
public record DensityEvaluation(
    long rows, long rejected, @JsonProperty("log_density") Evaluation.LogDensity logDensity) {}

package io.diglm.selective;

/**
 * How probable rows are, independently of their targets. {@code evaluate --json} prints it for a
 * model of p(x) alone.
 *
 * @param rows all rows
 * @param rejected how many of them the rejection rule refuses
 * @param logDensity of the rows
 */
public record DensityEvaluation(long rows, long rejected, Evaluation.LogDensity logDensity) {}

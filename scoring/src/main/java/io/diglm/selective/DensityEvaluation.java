package io.diglm.selective;

/**
 * How probable rows are, whatever their targets; {@code evaluate --json} prints it of a model of
 * p(x) alone.
 *
 * @param rows all rows
 * @param rejected those of them that the rejection rule refuses
 * @param logDensity of the rows
 */
public record DensityEvaluation(long rows, long rejected, Evaluation.LogDensity logDensity) {}

package io.diglm.predict;

import io.diglm.schema.RowProblem;
import java.util.List;

/**
 * The output of the network for N rows, with D dimensions, P linear predictors and K blocks of the
 * flow; row-major.
 *
 * @param latent z (N, D)
 * @param eta (N, P)
 * @param logDensity log p(x) in nats (N), in the units of the user's columns
 * @param volumes log|det| of each block in nats (N, K); empty if they were not requested
 * @param problems rows that are rejected or fail whatever their numbers are
 */
public record Scores(
    float[] latent,
    double[] eta,
    double[] logDensity,
    double[] volumes,
    List<RowProblem> problems) {}

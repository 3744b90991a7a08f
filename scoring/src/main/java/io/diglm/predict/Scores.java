package io.diglm.predict;

import io.diglm.schema.RowProblem;
import java.util.List;

/**
 * What the network says of N rows. D dimensions, P linear predictors, K blocks of the flow;
 * row-major.
 *
 * @param latent z (N, D)
 * @param eta (N, P)
 * @param logDensity log p(x) in nats (N), in the units of the user's columns
 * @param volumes log|det| of each block in nats (N, K); empty if they were not asked for
 * @param problems rows to reject or fail, whatever their numbers say
 */
public record Scores(
    float[] latent,
    double[] eta,
    double[] logDensity,
    double[] volumes,
    List<RowProblem> problems) {}

package io.diglm.predict;

import io.diglm.schema.RowProblem;
import java.util.List;

/**
 * What the network says of N rows. D dimensions, P linear predictors; row-major.
 *
 * @param latent z (N, D)
 * @param eta (N, P)
 * @param logDensity log p(x) in nats (N), in the units of the user's columns
 * @param problems rows to reject or fail, whatever their numbers say
 */
public record Scores(
    float[] latent, double[] eta, double[] logDensity, List<RowProblem> problems) {}

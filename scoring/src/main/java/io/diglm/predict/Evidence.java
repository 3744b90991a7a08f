package io.diglm.predict;

import io.diglm.distribution.Distribution;
import io.diglm.schema.Images;
import java.util.Optional;

/**
 * What a model found of one row.
 *
 * @param logDensity log p(x) in nats
 * @param encoded v of this row and others
 * @param latent z of the same
 * @param offset where this row's v and z start
 * @param volumes log|det| of each block of the flow; empty if they were not asked for
 * @param own p(y|x)
 * @param uncertainty its two parts, if the model has a posterior
 * @param images that the rows are, if they are
 * @param index of this row in its table
 */
record Evidence(
    double logDensity,
    float[] encoded,
    float[] latent,
    int offset,
    double[] volumes,
    Distribution own,
    Optional<Uncertainty> uncertainty,
    Optional<Images> images,
    int index) {}

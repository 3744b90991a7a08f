package io.diglm.novelty;

import io.diglm.distribution.Distribution;
import io.diglm.schema.Images;
import java.util.Optional;

/**
 * What a model computed for one row.
 *
 * @param logDensity log p(x) in nats
 * @param encoded v of this and other rows
 * @param offset where this row's v starts
 * @param latent z of the same rows
 * @param latentOffset where this row's z starts
 * @param volumes log|det| of each block of the flow; empty if they were not requested
 * @param surprises -log p of the cell of each column, given the cells before it, in nats; empty if
 *     log p(x) is not that of cells
 * @param own p(y|x)
 * @param uncertainty the two parts of the uncertainty, if the model has a posterior
 * @param images the images, if the rows are images
 * @param index the index of this row in its table
 */
public record Evidence(
    double logDensity,
    float[] encoded,
    int offset,
    float[] latent,
    int latentOffset,
    double[] volumes,
    double[] surprises,
    Distribution own,
    Optional<Uncertainty> uncertainty,
    Optional<Images> images,
    int index) {}

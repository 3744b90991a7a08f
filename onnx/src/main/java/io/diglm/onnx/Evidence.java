package io.diglm.onnx;

import java.util.List;
import java.util.Optional;

/**
 * What a graph knows of rows by which their novelty is told.
 *
 * @param logDensity log p(x) in nats (N, 1)
 * @param encoded v (N, D), floats
 * @param latent z (N, D), doubles
 * @param steps of the flow, with their log-dets
 * @param byColumn log P of the cell of each column (N, J); empty if log p(x) is not that of cells
 * @param answer for the target
 */
record Evidence(
    Value logDensity,
    Value encoded,
    Value latent,
    List<Moved> steps,
    Optional<Value> byColumn,
    Answer answer) {}

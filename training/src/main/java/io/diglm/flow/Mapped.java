package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * The image of a batch and the volume change on the way.
 *
 * @param value (N, D)
 * @param logDet log|det| of the Jacobian, summed over the event (N)
 */
public record Mapped(Tensor value, Tensor logDet) {}

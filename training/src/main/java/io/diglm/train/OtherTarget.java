package io.diglm.train;

import io.diglm.model.HeadConfig;

/**
 * A further target that shares the flow with the first.
 *
 * @param head its own
 * @param targets in its units or class indices; NaN where missing (N)
 */
record OtherTarget(HeadConfig head, double[] targets) {}

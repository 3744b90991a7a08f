package io.diglm.onnx;

import java.util.Optional;

/**
 * Rows after a step of a flow.
 *
 * @param rows (N, D), floats
 * @param logDet of the step alone by row (N, 1), but for the constant; none if that is all
 * @param constant what it has for every row
 */
record Moved(Value rows, Optional<Value> logDet, double constant) {}

package io.diglm.onnx;

/**
 * A part of log p(x).
 *
 * @param values (N, T)
 * @param axes to which they belong (T); empty if they only turn cells into units
 */
record CellPart(Value values, int... axes) {}

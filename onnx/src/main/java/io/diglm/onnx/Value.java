package io.diglm.onnx;

/** A tensor of a graph: an input, a constant, or what a node gives. */
record Value(String name) {}

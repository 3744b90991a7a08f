/** A model of tables as one ONNX graph: columns in, answers, log p(x) and novelty out. */
@NullMarked
package io.diglm.onnx;

import org.jspecify.annotations.NullMarked;

package io.diglm.network;

import io.diglm.model.FlowConfig;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What is needed to build the trainable steps of a flow.
 *
 * @param config the flow
 * @param places the start of each learned tensor in the vector of all parameters
 * @param buffers the buffers, which are kept but not learned, by name; the same array each time
 * @param products the products of matrices
 * @param kernels the functions of numbers
 */
record Building(
    FlowConfig config,
    ToIntFunction<String> places,
    Function<String, float[]> buffers,
    Products products,
    Kernels kernels) {
  int place(String name) {
    return places.applyAsInt(name);
  }

  float[] buffer(String name) {
    return buffers.apply(name);
  }
}
